"""Examples in the prompts: what a role is sent, and its reply, built from the studio's own models,
so that none can go stale."""
