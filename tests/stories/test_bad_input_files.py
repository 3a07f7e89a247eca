"""Files, databases and arguments that are wrong: told on the command line, each with its mend, and nothing is done."""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import world

from ackline.runtime.cli import main

TWELVE = """contract: Broken Contract
title: A contract with twelve mistakes
word: promise
clauses:
  B-1: {text: First response, status: carried away}
calendars:
  office: {timezone: Europe/Atlantis, weekly: {mon-fri: 09:00-17:00}, holidays: none}
  never: {timezone: Europe/Berlin, weekly: {mon-fri: 17:00-09:60}, holidays: {country: XX}}
severities:
  high: {name: High, definition: It burns, clause: B-2}
  low: {name: Low, definition: It smokes, clause: B-1, aliases: [High]}
assumed: medium
contacts:
  email: {label: Mail, address: help@example.com, clause: B-1, tier: [basic]}
tiers:
  basic:
    name: Basic
    entitlement: tickets
    clause: B-1
    calendar: office
    targets:
      high: {first_response: 4 fortnights, clause: B-1}
"""


Told = Callable[..., tuple[int, str]]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs a command in a folder of its own, with nothing of this machine's settings: its status and what it said."""
    for name in [n for n in os.environ if n.startswith(("SLACK_", "ACKLINE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ACKLINE_DATABASE_URL", f"sqlite:///{tmp_path / 'ackline.db'}")

    def run(*arguments: str) -> tuple[int, str]:
        status = main(arguments)
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


@contextmanager
def without_root() -> Iterator[None]:
    """Permissions say nothing to root, so that root becomes somebody else for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def config(folder: Path, accounts: str = world.ACCOUNTS) -> str:
    """A folder with people.yml and accounts.yml."""
    (folder / "people.yml").write_text(world.PEOPLE.replace("{phone}", "https://phone.example"), encoding="utf-8")
    (folder / "accounts.yml").write_text(accounts, encoding="utf-8")
    return str(folder)


def test_a_contract_with_twelve_mistakes_is_told_all_of_them_each_with_line_and_mend(
    told: Told, tmp_path: Path
) -> None:
    (tmp_path / "broken.yml").write_text(TWELVE, encoding="utf-8")
    status, said = told("contract", "check", str(tmp_path / "broken.yml"))
    assert status == 2
    mistakes = [line for line in said.splitlines() if "broken.yml:" in line]
    assert len(mistakes) == 12
    assert said.count("mend:") == len(mistakes)
    for wrong in (
        "'Broken Contract' is no id",
        "promise",
        "carried away",
        "Europe/Atlantis",
        "09:60",
        "XX",
        "B-2",
        "medium",
        "tickets",
        "4 fortnights",
        "'tier' is no key here",
        "already means",
    ):
        assert wrong in said, wrong
    assert "Traceback" not in said


def test_an_account_whose_tier_the_contract_lacks_is_refused_with_the_tiers_there_are(
    told: Told, tmp_path: Path
) -> None:
    wrong = world.ACCOUNTS.replace("tier: gold", "tier: platinum")
    status, said = told("import", config(tmp_path, wrong))
    assert status == 2
    assert "accounts.yml:" in said
    assert "'platinum'" in said
    assert "gold" in said
    assert "mend:" in said
    status, said = told("import", config(tmp_path))
    assert (status, "Imported" in said) == (0, True)


def test_a_rota_with_a_gap_under_a_contract_that_wants_the_whole_day_is_an_error(
    told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = config(tmp_path)
    people = tmp_path / "people.yml"
    people.write_text(people.read_text().replace("hours: 20:00-08:00", "hours: 21:00-08:00"), encoding="utf-8")
    monkeypatch.setenv("ACKLINE_CONFIG", folder)
    status, said = told("contract", "check", "weka")
    assert status != 0
    assert "executives" in said
    assert "mend:" in said


def test_the_rota_of_the_demo_world_covers_the_whole_day(
    told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACKLINE_CONFIG", config(tmp_path))
    status, said = told("contract", "check", "weka")
    assert (status, "0 errors" in said) == (0, True), said


def test_a_calendar_that_never_opens_is_refused(told: Told, tmp_path: Path) -> None:
    empty = TWELVE.replace("Europe/Atlantis, weekly: {mon-fri: 09:00-17:00}", "Europe/Berlin, weekly: {mon-fri: []}")
    (tmp_path / "empty.yml").write_text(empty, encoding="utf-8")
    status, said = told("contract", "check", str(tmp_path / "empty.yml"))
    assert status == 2
    assert "the calendar never opens" in said


@pytest.mark.parametrize("instant", ["2026-11-20T22:00:00", "2026-11-20", "yesterday", "22:00"])
def test_an_instant_without_a_zone_is_refused_with_an_example(told: Told, instant: str) -> None:
    status, said = told("due", "--contract", "spacelift", "--tier", "gold", "--severity", "major", "--from", instant)
    assert status == 2
    assert instant in said
    assert "Z" in said
    assert "Traceback" not in said


def test_a_database_of_a_newer_schema_is_refused(told: Told, tmp_path: Path) -> None:
    assert told("import", config(tmp_path))[0] == 0
    with closing(sqlite3.connect(tmp_path / "ackline.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    status, said = told("import", config(tmp_path))
    assert status == 2
    assert "newer" in said
    assert "Traceback" not in said


def test_a_database_that_is_read_only_is_refused(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory(prefix="ackline-") as name:
        folder = Path(name)
        config(folder)
        (folder / "ackline.db").touch(0o444)
        folder.chmod(0o777)
        monkeypatch.setenv("ACKLINE_DATABASE_URL", f"sqlite:///{folder}/ackline.db")
        with without_root():
            status, said = told("import", name)
    assert status == 2
    assert f"cannot write {name}/ackline.db" in said
    assert "the right to write" in said


def test_a_second_process_on_one_sqlite_file_is_refused(told: Told, tmp_path: Path) -> None:
    with (tmp_path / "ackline.db.lock").open("w+") as lock:
        lock.write("4242")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        status, said = told("import", config(tmp_path))
    assert status == 2
    assert "another Ackline (process 4242) runs on" in said
    assert told("import", config(tmp_path))[0] == 0


def test_a_misspelt_setting_is_named_and_nothing_starts(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKN", "xoxb-1")
    status, said = told()
    assert status == 2
    assert "SLACK_BOT_TOKN" in said
    assert "SLACK_BOT_TOKEN" in said
    assert "xoxb-1" not in said
