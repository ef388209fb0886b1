"""Agents: who is here, and how each has done."""

from qadesk.ui.screens.agents.screen import AgentsScreen

__all__ = ["AgentsScreen"]
