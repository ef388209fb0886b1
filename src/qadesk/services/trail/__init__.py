"""What the trail says: of the file (`proof`), and in words (`words`)."""
