"""Quality checks of single contacts: forms, samples, the checks themselves, and what they come to."""
