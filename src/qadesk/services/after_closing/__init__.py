"""What becomes of a month's results after it was closed: reviewed, handed to the agents, final."""
