"""An example of each tool, by kind: how it is called, and what is drawn of it."""
