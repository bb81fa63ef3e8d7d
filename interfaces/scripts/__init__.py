"""Scripted sessions: a YAML file of briefs, notes and questions, with what is expected of each."""
