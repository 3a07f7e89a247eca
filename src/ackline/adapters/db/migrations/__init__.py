"""The history of the schema, for Alembic; each version is frozen once it was released."""
