"""Logs: a line a decision and a delivery, JSON where nobody looks on; never a message's text, never a token."""

import json
import logging
import sys
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """A record as one line of JSON, with whatever `extra` named."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **extras(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class PlainLines(logging.Formatter):
    """A record for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        named = " ".join(f"{key}={value}" for key, value in extras(record).items())
        return f"{super().format(record)} {named}".rstrip()


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
