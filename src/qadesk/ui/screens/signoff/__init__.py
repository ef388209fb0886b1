"""The screen Sign-off."""
