"""`make torture`: kills, a disk that fails, mutated files and flipped bytes, counted in one table.

Not part of CI, but for a bounded share of it. Linux with a C compiler; see docs/torture.md.
"""
