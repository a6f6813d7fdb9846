"""What can be done with events? The names that other apps may rely on."""
