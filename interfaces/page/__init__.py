"""The conversation in a local web page."""
