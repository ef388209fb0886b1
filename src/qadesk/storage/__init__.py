"""The office file: tables, engine, migrations."""
