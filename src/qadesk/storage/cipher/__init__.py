"""Office files that are encrypted at rest: the library, the key, the key slots, converting a file."""
