"""Sign-in: who is at the desk."""

from qadesk.ui.screens.sign_in.dialog import SignIn

__all__ = ["SignIn"]
