"""Results: what came out of a cycle, and why."""
