"""Where one piece or shot ends and the next begins."""
