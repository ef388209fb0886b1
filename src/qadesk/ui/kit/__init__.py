"""What screens are made of: each part exists because at least two screens use it."""
