"""What is wrong in a file that people write: where, why, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake. `path` leads to it through the file's keys; it is empty for the file as a whole."""

    file: str
    line: int
    path: str
    why: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: {self.path}" if self.path else f"{self.file}:{self.line}"
        return f"{where}: {self.why}\n    mend: {self.mend}"


class FileError(Exception):
    """Somebody's file cannot be used. `mistakes` holds everything that is wrong with it, in file order."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda m: (m.file, m.line)))
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        count = len(self.mistakes)
        headline = "1 mistake" if count == 1 else f"{count} mistakes"
        return "\n".join((f"{headline}:", *(f"  {mistake}" for mistake in self.mistakes)))


class ContractError(FileError):
    """A contract cannot be used: its author must mend it before anything starts."""


class RosterError(FileError):
    """people.yml or accounts.yml cannot be used: the operator must mend it before anything starts."""
