"""What each role is sent in a turn: no more than it needs, and no more than its model can hold."""
