"""How footage is edited with the tools: in which order, and at which seconds."""
