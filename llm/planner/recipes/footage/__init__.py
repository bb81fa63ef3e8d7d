"""How footage is edited with the tools."""
