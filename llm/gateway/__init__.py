"""The front door: an OpenAI-compatible proxy before all models."""
