"""What to run: scenario files, the command `twin`, the store of finished runs.

The command and what stands behind each of its words
    cli            one module per command
    curve, dryer, oven, exposure, room    one sample, web, load, wait, dry room
    study, plan    a scenario many times over; the planner
    verification   the cases of `twin verify`
    humidity       one measure of humidity into all others; humidity_text

A scenario, from its file to frozen values
    document       the text, what it extends, `--set`; merge, yaml_tree, edit, yaml_text
    schema         its keys; form: those that people change
    load           to a Scenario, with all faults at once; faults, key_faults
    build          keys to SI; airs, chambers, coater, line_rooms, readings, wrappings
    checks         what is wrong between its parts; calender_checks, coater_webs
    material, recipe, sample, coil_list   parts that other files have, too
    size           how long it will take, before it starts

Runs and their results
    runner         where runs are executed; progress, interrupt
    store, runs    the run store, written and read back; program, whole_file, lock
    workspace, job the folder of the app, and long work outside it; confinement
    line, life, compare    a plant at an instant, a coil's life, runs beside each other
    charts, report, pictures, tables, export    what is drawn, printed, taken away
"""
