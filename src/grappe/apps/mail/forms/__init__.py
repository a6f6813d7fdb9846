"""What does one fill in to connect a mailbox, to file a mail, to bring in vCards? One file per question."""
