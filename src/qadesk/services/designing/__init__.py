"""Scorecards in the making: versions and their way, problems in words, exchange files, the notice."""
