"""What does the day's work show? My day, the company file, the search, and the demonstration's mailbox."""
