"""How the program is packaged: one PyInstaller specification, a Windows setup, a Debian package."""
