"""The coder: from a treatment to a program against the tools."""
