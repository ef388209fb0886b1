"""The trail that proves itself: what every transaction changed, chained, and the digests of all rows.

`capture` notices each changed row, `rows` says how a row is written down, `seals` keeps the digests of rows,
`entries` says what the hash of an entry covers, `chain` adds entries when a transaction ends, `walk` compares
the file with what the trail says of it.
"""
