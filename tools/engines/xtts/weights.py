"""The entry of configs/weights.yaml that the XTTS engine uses."""

MODEL = "xtts-v2"
