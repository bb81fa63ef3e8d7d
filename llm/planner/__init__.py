"""The offline planner: plain rules that answer as the studio's four roles, without a model."""
