"""Which models there are, where they run, and the processes that serve them."""
