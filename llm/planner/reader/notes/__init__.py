"""What a note changes in a film that is there."""
