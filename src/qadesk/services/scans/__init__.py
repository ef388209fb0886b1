"""Scans of sheets: read, told apart by their codes, compared with what is stored, filed, taken back."""
