"""Closing a month: what is still pending, and locking its results."""
