"""Sheets: who is printed, how each sheet looks, print and save them."""
