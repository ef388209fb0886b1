"""The `qadesk` sub-commands: the same services as the window, for scheduled work."""
