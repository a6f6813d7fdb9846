"""How are mailboxes, mails and vCards shown and changed? One file per question."""
