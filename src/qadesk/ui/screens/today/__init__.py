"""Today: what is still to do this month."""
