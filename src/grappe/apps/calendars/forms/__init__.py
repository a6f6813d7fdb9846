"""What does one fill in to connect a calendar of one's own? One file per question."""
