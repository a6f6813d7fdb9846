"""What do lists show? The names that pages rely on."""
