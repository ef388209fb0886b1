"""Backups of an office: making and keeping generations, looking at them, restoring one, trying it out."""
