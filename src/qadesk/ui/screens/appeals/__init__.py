"""The screen Appeals: who objects to what, until when it is answered, how it was decided."""
