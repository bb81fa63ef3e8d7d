"""Words that speak of pieces made before: which one, and what of it is wanted."""
