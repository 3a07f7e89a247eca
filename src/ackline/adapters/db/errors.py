"""What can be wrong with the database, in the operator's words."""

import sqlite3

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.exc import SQLAlchemyError, StatementError

# What a transaction fails with. The last one is asyncpg's about itself.
FAILURES = (
    SQLAlchemyError,
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

# What drivers raise by themselves while they connect; the last two are about options in the URL.
UNREACHABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TypeError, ValueError)

_MENDS = (
    (
        "readonly database",
        "it is read-only: give the user that runs Ackline the right to write the file and its folder",
    ),
    ("read-only transaction", "it was opened for reading only: this needs a writing transaction"),
    ("file is not a database", "the file is no SQLite database: point ACKLINE_DATABASE_URL at another file"),
    ("unable to open database file", "the file can't be opened: check that its folder exists and may be read"),
    ("database or disk is full", "the disk is full: make room"),
    ("database is locked", "another program holds it: close that program"),
    ("no such table", "it has no tables yet: migrate it first"),
    ('relation "', "it has no tables yet: migrate it first"),
    ("password authentication failed", "the user or the password is wrong: check ACKLINE_DATABASE_URL"),
    ("Connect call failed", "nothing listens there: check host and port, and that the server runs"),
    ("Connection refused", "nothing listens there: check host and port, and that the server runs"),
    ("No such file or directory", "nothing listens there: check host and port, and that the server runs"),
    ("TimeoutError", "it does not answer in time: check that the server can be reached and is not overloaded"),
    ("unexpected keyword argument", "the URL has an option that asyncpg does not know: remove it"),
)


class StoreError(Exception):
    """The database cannot be used, or not now. The text says what to do about it and holds no password."""


def in_words(error: Exception, where: str) -> StoreError:
    """A driver's error as a StoreError about the database at `where`: first line only, no row's content."""
    cause: BaseException = error
    if isinstance(error, StatementError) and error.orig is not None:
        cause = error.orig
    said = next(iter(str(cause).splitlines()), "")
    if not said or isinstance(cause, asyncpg.DataError):  # of a value that it can't take, asyncpg repeats a part
        said = type(cause).__name__
    mend = next((mend for fragment, mend in _MENDS if fragment in said), "see the server's log")
    return StoreError(f"the database at {where} refuses: {said}; {mend}")
