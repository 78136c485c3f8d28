"""The only door from a page to store, planner and twin: cached answers, plain data.

Cached functions take ids and texts, never live objects; a run is named by its folder,
whose name holds the hash over all that decides its result.
"""
