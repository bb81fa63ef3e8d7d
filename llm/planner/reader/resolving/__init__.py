"""From a draft to a film of the plan."""
