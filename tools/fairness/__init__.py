"""Simulated months with known truth: how often intervals, differences and changes hold what they say."""
