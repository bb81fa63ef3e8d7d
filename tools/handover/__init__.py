"""What a finished piece is handed over as: files that other programs open."""
