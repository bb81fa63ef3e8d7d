"""The entry of configs/weights.yaml that the ncnn engine needs, and its networks' names there."""

REALESRGAN = "realesrgan-ncnn"
NETWORKS = {"fast": "realesr-animevideov3-x4", "best": "realesrgan-x4plus"}  # by the effort
