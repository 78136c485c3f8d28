"""Long work outside the app: runs, studies, plans and the verification as jobs.

A job is a row of a ledger (SQLite) and a process of its own, which outlives the tab and
the server that began it.

    ledger.py   Jobs: submit, list, cancel; what a job is and has come to
    kinds.py    what is done for each kind, through the same functions as the command
    pace.py     how long it will still take
    worker.py   the process: waits for its turn, works, books what came out
"""
