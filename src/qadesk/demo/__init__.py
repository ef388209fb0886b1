"""What is drawn with nobody looking: `qadesk demo`, pictures of the screens, the self-test of the window."""
