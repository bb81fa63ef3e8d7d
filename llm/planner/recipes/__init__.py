"""The coder: from a plan to a program against the tools.

`templates/` shows what the programs look like, one file per kind of shot and one for the film; the
modules beside it work out the names, times and values that stand in them.
"""
