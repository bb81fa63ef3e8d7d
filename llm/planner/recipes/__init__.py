"""The coder: from a plan to a program against the tools."""
