"""The model endpoint: an OpenAI-compatible server, and the offline planner behind it."""
