"""The entries of configs/weights.yaml that the diffusion engine uses."""

BASE = "sdxl-base"
# ControlNets, by what steers them: a pass of our scene.
CONTROLS = {
    "depth": "controlnet-depth-sdxl",
    "edge": "controlnet-canny-sdxl",
    "openpose": "controlnet-openpose-sdxl",
}
REFERENCE = "ip-adapter-sdxl"  # of reference pictures
FACE = "instantid-sdxl"
QUICK = "lcm-lora-sdxl"  # of drafts, in few steps
QUICK_FILE = "pytorch_lora_weights.safetensors"
