"""The entry of configs/weights.yaml that the OpenVoice engine uses."""

MODEL = "openvoice-v2"
