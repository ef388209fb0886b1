"""What the developers run through `make`; not part of the installed program."""
