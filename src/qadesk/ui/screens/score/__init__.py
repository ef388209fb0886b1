"""The score screen: rate a month's agents and type their values, as grid or as card."""
