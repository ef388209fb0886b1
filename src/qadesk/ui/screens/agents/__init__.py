"""Agents: who is here, and how each has done."""
