"""All that stands behind one assessment in one file, with a page that works it out and proves it again.

`pack` makes the file; `counted` says which record counts for which figure, `proof` what of the trail goes in,
`lists` makes the spreadsheets, `papers`, `afterwards`, `read_me` what is read, `customers` whose data it is.
"""
