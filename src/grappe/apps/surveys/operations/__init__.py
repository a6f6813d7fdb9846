"""What is written about surveys? Editions are loaded; waves are prepared, sent and closed; companies answer."""
