"""Notes on an agent or on one record, and the files attached to them."""
