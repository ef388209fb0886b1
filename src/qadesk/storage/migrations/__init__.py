"""The history of the schema, one Alembic revision a step; docs/schema.md tells it in words."""
