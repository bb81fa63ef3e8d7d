"""Pictures by Stable Diffusion XL, steered by our own scene."""
