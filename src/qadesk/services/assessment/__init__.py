"""From records and ratings to results: who takes part, what counts, what is missing, what was kept."""
