"""Quality checks: the month's list, one check by keyboard, the check forms."""
