"""What follows from results: rules, bonuses, awards, lists, and what was given out of them."""
