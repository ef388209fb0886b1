"""The screen Scorecards."""
