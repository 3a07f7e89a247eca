"""Logs: a line of JSON each, with what was named and nothing that people wrote."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ackline.adapters.db.errors import StoreError
from ackline.runtime.logs import JsonLines, PlainLines, set_up


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def record(message: str = "delivered", **named: object) -> logging.LogRecord:
    made = logging.LogRecord("ackline.courier", logging.INFO, "courier.py", 1, message, (), None)
    vars(made).update(named)
    return made


def test_a_record_is_one_line_of_json_with_what_was_named():
    line = JsonLines().format(record(key="card/1", attempt=2))
    assert "\n" not in line
    told = json.loads(line)
    assert told["at"].endswith("+00:00")
    assert {k: told[k] for k in ("level", "logger", "message", "key", "attempt")} == {
        "level": "info",
        "logger": "ackline.courier",
        "message": "delivered",
        "key": "card/1",
        "attempt": 2,
    }


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()])
def test_a_fault_is_told_with_its_kind_its_cause_and_its_place_but_not_its_words(formatter):
    said = "the canary has stopped singing"
    try:
        try:
            raise KeyError(said)
        except KeyError as cause:
            raise LookupError(said) from cause
    except LookupError:
        told = formatter.format(record("failed", exc_info=sys.exc_info()))
    assert "LookupError from KeyError" in told
    assert Path(__file__).name in told
    assert "canary" not in told


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()])
def test_of_a_database_that_cannot_be_used_it_is_told_why(formatter):
    try:
        raise StoreError("the database at a.db refuses: database or disk is full; the disk is full: make room")
    except StoreError:
        told = formatter.format(record("failed", exc_info=sys.exc_info()))
    assert "the disk is full: make room" in told


def test_what_is_named_never_takes_the_place_of_what_every_line_says():
    told = json.loads(JsonLines().format(record(at="here", level="ground")))
    assert told["at"].endswith("+00:00") and told["level"] == "info"


def test_a_person_at_a_terminal_reads_plain_lines():
    assert PlainLines("%(levelname)s %(message)s").format(record(key="card/1")) == "INFO delivered key=card/1"


def test_where_nobody_looks_on_it_is_json_and_libraries_are_kept_to_warnings(monkeypatch):
    told = io.StringIO()
    monkeypatch.setattr(sys, "stderr", told)
    set_up()
    logging.getLogger("slack_sdk").info("xoxb-canary")
    logging.getLogger("aiohttp.access").info("GET /socket?ticket=canary")
    logging.getLogger("ackline.desk").info("decided")
    # Tests before this one may have left something for the garbage collector to complain about.
    lines = [json.loads(line) for line in told.getvalue().splitlines()]
    assert [line["message"] for line in lines if line["logger"] != "asyncio"] == ["decided"]
