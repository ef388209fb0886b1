"""How a figure was made, down to the records, in words an agent can check."""
