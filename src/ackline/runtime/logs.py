"""Logs: a line a decision and a delivery, JSON where nobody looks on; never a message's text, never a token."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType

from ackline.adapters.db.errors import StoreError

Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Discreet(logging.Formatter):
    """Faults are told by their kinds and their place: their own words may quote what somebody wrote.

    Those of a database that cannot be used are for the operator, and quote nobody.
    """

    def formatException(self, ei: Fault) -> str:
        """The frames, oldest first, and what the fault is, with what it came from."""
        _, fault, frames = ei
        kinds = " from ".join(_told(each) for each in _chain(fault))
        return "".join(traceback.format_tb(frames)) + kinds


class JsonLines(Discreet):
    """A record as one line of JSON, with whatever `extra` named."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in extras(record).items() if name not in line}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = _told(record.exc_info[1])
            line["where"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class PlainLines(Discreet):
    """A record for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        named = " ".join(f"{key}={value}" for key, value in extras(record).items())
        return f"{super().format(record)} {named}".rstrip()


def _told(fault: BaseException | None) -> str:
    kind = type(fault).__name__
    return f"{kind}: {fault}" if isinstance(fault, StoreError) else kind


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


def extras(record: logging.LogRecord) -> dict[str, object]:
    """What a log call named beside its message."""
    return {key: value for key, value in vars(record).items() if key not in _STANDARD}


def set_up(level: int = logging.INFO) -> None:
    """Log to standard error; libraries that would tell requests or tokens are kept to warnings."""
    handler = logging.StreamHandler(sys.stderr)
    terminal = sys.stderr.isatty()
    handler.setFormatter(PlainLines("%(asctime)s %(levelname)s %(name)s %(message)s") if terminal else JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("slack_bolt", "slack_sdk", "aiohttp.access", "apscheduler", "alembic", "sqlalchemy", "aiosqlite"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
