"""A way into a test's database past the store."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass

import asyncpg


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A migrated, empty database and a way past the store: raw SQL, each call a transaction of its own."""

    url: str

    @property
    def is_postgresql(self) -> bool:
        return self.url.startswith("postgresql")

    async def run(self, *statements: str) -> list[tuple[object, ...]]:
        """Execute raw SQL; the rows of the last statement."""
        if self.is_postgresql:
            connection = await asyncpg.connect(self.url)
            try:
                async with connection.transaction():
                    for statement in statements[:-1]:
                        await connection.execute(statement)
                    return [tuple(row) for row in await connection.fetch(statements[-1])]
            finally:
                await connection.close()
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection, connection:
            for statement in statements[:-1]:
                connection.execute(statement)
            return connection.execute(statements[-1]).fetchall()
