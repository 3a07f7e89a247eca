"""The database: SQLite in one process, PostgreSQL for several. Nothing of SQLAlchemy leaves this package."""
