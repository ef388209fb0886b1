"""A month's exports and the staff list: brought in, looked at, taken back."""
