"""The convective dryer: a coated web on its way from slurry to dry electrode.

solvent      water and NMP: vapour pressure, latent heat, diffusivity, explosive limit
film         evaporation through the air film; film temperature and constant rate
nozzles      heat transfer under slot nozzles (Martin)
uptake       what the dry coating holds of its solvent, at once and late
scalar_law   an isotherm for plain floats, fast
coating      WetCoating: film, pores, dry layer; activity and resistance
slurry       Slurry: what is coated, of whatever material
dryer        DryerZone, Dryer, Web: what is given
web_balance  heat and solvent of a piece of web, as rates of change
web_profile  the web along the dryer, stages, balances that close to rounding
line_speed   the highest speed at which it is dry, and the length that is missing
binder       how dissolved binder moves to the surface while the film shrinks (Font)
cracking     thickness against critical thickness
air_system   AirSystem: fresh air, heaters, recovery, fans
energy       fresh air, latent heat, web, recovery, fans, per area of web
leaving      what a station needs: residual solvent, water, temperature, energy

The equations are in docs/drying.md.
"""
