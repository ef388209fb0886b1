"""Settings: the office, its people, language, the office file."""
