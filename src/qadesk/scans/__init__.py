"""Scans of sheets: pages out of files, the codes on them, and what of them differs from the stored sheet.

`apart` asks the process that `child` runs in: a damaged file may end that, never the program.
"""
