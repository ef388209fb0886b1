"""How long personal data is kept: periods (`periods`), what is due (`due`), removing it (`removal`)."""
