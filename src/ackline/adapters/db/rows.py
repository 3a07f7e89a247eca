"""What a statement found, asked for as SQLAlchemy's results are."""

from collections.abc import Iterator, Sequence
from typing import Any


class Rows:
    """All rows that were found, and how many the statement found or changed."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Every row."""
        return self._rows

    def first(self) -> Any:
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row. ValueError when there is another number of them."""
        (row,) = self._rows
        return row

    def one_or_none(self) -> Any:
        """The only row, or None. ValueError when there are more."""
        return self.one() if self._rows else None

    def scalars(self) -> Sequence[Any]:
        """The first column of each row."""
        return [row[0] for row in self._rows]

    def scalar_one(self) -> Any:
        """The first column of the only row."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """The same, or None without a row."""
        return self.scalar_one() if self._rows else None
