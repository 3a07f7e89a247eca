"""Database URLs as people write them."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.errors import StoreError

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
_EXPECTED = "write sqlite:///path/to/ackline.db or postgresql://user:password@host/database"


def database_url(written: str) -> URL:
    """The URL with the driver that Ackline uses. StoreError (which never repeats the URL) when it is none."""
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        raise StoreError(f"the database URL cannot be read: {_EXPECTED}") from None
    driver = _DRIVERS.get(url.drivername.partition("+")[0])
    if driver is None:
        raise StoreError(f"{url.drivername} is not a database that Ackline runs on: {_EXPECTED}")
    url = url.set(drivername=driver)
    if "sslmode" in url.query:
        # libpq's word, which hosting providers put into their URLs; asyncpg says `ssl`.
        url = url.update_query_dict({"ssl": url.query["sslmode"]}).difference_update_query(["sslmode"])
    return url


def dialect_of(url: URL) -> Dialect:
    """The database behind a URL."""
    return Dialect(url.get_backend_name())


def is_embedded(written: str) -> bool:
    """Whether a URL is of the database that serves one process only."""
    return dialect_of(database_url(written)) is Dialect.SQLITE


def sqlite_path(written: str) -> Path | None:
    """The file of a SQLite URL; None for PostgreSQL, and for a database in memory."""
    url = database_url(written)
    if dialect_of(url) is not Dialect.SQLITE or url.database in (None, "", ":memory:"):
        return None
    return Path(url.database or "")


def shown(url: URL) -> str:
    """The URL without user, password and options, for messages."""
    if dialect_of(url) is Dialect.SQLITE:
        return url.database or ":memory:"
    port = f":{url.port}" if url.port else ""
    return f"{url.host or 'the local socket'}{port}/{url.database or ''}"
