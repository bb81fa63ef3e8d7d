"""Questions about a piece, answered from its session's record: nothing is made anew for them."""
