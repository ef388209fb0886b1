"""Assessment sheets: what they say, and the files they are saved in."""
