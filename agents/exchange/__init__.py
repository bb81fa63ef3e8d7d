"""What a role does before its answer: has something measured, or asks another of the crew."""
