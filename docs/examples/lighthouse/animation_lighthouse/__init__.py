"""A lighthouse for Animation AI Studio."""
