"""The studio in a notebook: `from animation_studio import Studio`."""
