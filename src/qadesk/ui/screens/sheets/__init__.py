"""Sheets: who is printed, how each sheet looks, print and save them."""

from qadesk.ui.screens.sheets.screen import SheetsScreen

__all__ = ["SheetsScreen"]
