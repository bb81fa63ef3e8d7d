"""From a draft to a film of the plan, with the account of its words."""
