"""`ackline doctor`: every fault with its next step, and 0 only when there is none."""

from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from ackline_process import Running, ackline_process

from ackline.adapters.slack.scopes import needed
from ackline.sandbox import seed
from ackline.sandbox.sandbox import Sandbox

CONFIG = Path(str(files("ackline.runtime.demo"))) / "harbour"
WORLD = seed.load(CONFIG / "slack.yml")

Settings = Callable[[Sandbox], dict[str, str]]


def at_present() -> dict[str, Any]:
    return WORLD | {"now": datetime.now(UTC).isoformat()}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    def complete(slack: Sandbox) -> dict[str, str]:
        return {
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "ACKLINE_DATABASE_URL": f"sqlite:///{tmp_path}/ackline.db",
            "ACKLINE_CONFIG": str(CONFIG),
        }

    return complete


async def examined(**settings: str) -> tuple[int, Running]:
    async with ackline_process("doctor", **settings) as doctor:
        return await doctor.ended(), doctor


def failures(doctor: Running) -> dict[str, str]:
    """What failed, with its next step."""
    told = list(zip(doctor.lines, [*doctor.lines[1:], ""], strict=True))
    return {line.removeprefix("FAIL "): step.strip() for line, step in told if line.startswith("FAIL")}


async def test_a_token_that_slack_refuses_is_told_with_the_page_to_copy_it_from(settings):
    async with Sandbox(WORLD) as slack:
        status, doctor = await examined(**settings(slack) | {"SLACK_BOT_TOKEN": "xoxb-sandbox-another"})
    assert status == 1
    assert failures(doctor)["token: Slack says invalid_auth"].endswith("from the app's page, OAuth & Permissions")
    assert "xoxb" not in doctor.written


async def test_scopes_that_were_not_granted_are_named(settings):
    granted = sorted(needed() - {"im:write", "reactions:read"})
    async with Sandbox(WORLD | {"app": {"scopes": granted}}) as slack:
        status, doctor = await examined(**settings(slack))
    assert status == 1
    assert "next: update the app from manifest.yml" in failures(doctor)["scopes: missing im:write, reactions:read"]


async def imported(tmp_path: Path) -> None:
    """A database as an import leaves it."""
    url = f"sqlite:///{tmp_path}/ackline.db"
    async with ackline_process("import", str(CONFIG), ACKLINE_DATABASE_URL=url) as importing:
        assert await importing.ended() == 0, importing.written


def beside(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("ackline.db"))


async def test_it_looks_at_a_database_that_is_not_there_yet_and_makes_none(settings, tmp_path):
    async with Sandbox(WORLD) as slack:
        _, doctor = await examined(**settings(slack))
    assert "ok   database: not there yet; the first start makes it" in doctor.lines
    assert beside(tmp_path) == []


async def test_a_database_of_an_older_version_is_named_and_left_as_it_is(settings, tmp_path):
    await imported(tmp_path)
    with closing(connect(tmp_path / "ackline.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
    async with Sandbox(WORLD) as slack:
        _, doctor = await examined(**settings(slack))
    [line] = [line for line in doctor.lines if line.startswith("ok   database:")]
    assert "needs migration (its schema is 0001, this version's is " in line
    with closing(connect(tmp_path / "ackline.db")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]


async def test_a_journal_that_does_not_hold_is_a_fault(settings, tmp_path):
    await imported(tmp_path)
    with closing(connect(tmp_path / "ackline.db")) as database, database:
        database.execute("INSERT INTO chains (subject, seq, head) VALUES ('ticket:C1:1', 4, x'00')")
    async with Sandbox(WORLD) as slack:
        status, doctor = await examined(**settings(slack))
    assert status == 1
    [step] = [
        step for what, step in failures(doctor).items() if what.startswith("journal: ticket:C1:1: the chain ends")
    ]
    assert "ackline db verify" in step
    async with ackline_process("db", "verify", ACKLINE_DATABASE_URL=f"sqlite:///{tmp_path}/ackline.db") as verify:
        assert await verify.ended() == 1
    assert verify.lines[-1] == "1 chains and 0 anchors of the journal: 1 faults."


async def test_what_is_right_is_told_as_well(settings, tmp_path):
    await imported(tmp_path)
    async with Sandbox(at_present()) as slack:
        _, doctor = await examined(**settings(slack))
    for line in (
        "ok   settings: complete, http mode",
        "ok   database: opens, and its schema is this version's",
        "ok   journal: 0 chains and 0 anchors hold",
        "ok   config: 6 accounts, 7 people, from ACKLINE_CONFIG",
        "ok   token: good for Harbour",
        "ok   scopes: as in manifest.yml",
        "ok   clock: agrees with Slack's",
    ):
        assert line in doctor.lines


async def test_a_clock_that_is_not_slacks_is_told(settings):
    async with Sandbox(WORLD | {"now": (datetime.now(UTC) - timedelta(minutes=10)).isoformat()}) as slack:
        status, doctor = await examined(**settings(slack))
    assert status == 1
    assert [step for found, step in failures(doctor).items() if found.startswith("clock: ") and "off Slack's" in found]


async def test_pagers_that_wake_nobody_are_a_fault_of_a_ladder_that_runs_at_night(settings):
    async with Sandbox(WORLD) as slack:
        status, doctor = await examined(**settings(slack))
    assert status == 1
    assert any(what.startswith("contract stringer: error") and "wake" in what for what in failures(doctor))


async def test_a_running_bot_is_no_fault_of_its_database(settings):
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(Sandbox(at_present()))
        given = settings(slack)
        bot = await stack.enter_async_context(ackline_process("serve", **given, ACKLINE_PORT="0"))
        await bot.log_line("ready")
        _, doctor = await examined(**given)
        given.pop("ACKLINE_CONFIG")
        _, later = await examined(**given)
    assert "ok   database: in use by a running Ackline, and readable beside it" in doctor.lines
    assert "ok   config: 6 accounts, 7 people, from the last import" in later.lines


async def test_with_nothing_right_every_fault_is_there_at_once(tmp_path):
    (tmp_path / "people.yml").write_text("people: {}\n", encoding="utf-8")
    (tmp_path / "accounts.yml").write_text("accounts: {a: {contract: none}}\n", encoding="utf-8")
    status, doctor = await examined(
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_API_URL="http://127.0.0.1:9/api/",
        ACKLINE_DATABASE_URL="sqlite:////no/such/folder/x.db",
        ACKLINE_CONFIG=str(tmp_path),
    )
    assert status == 1
    found = failures(doctor)
    assert {what.partition(":")[0] for what in found} == {"settings", "database", "config", "Slack"}
    assert all(step.startswith("next: ") for step in found.values())


async def test_without_any_import_it_says_what_to_set(tmp_path):
    _, doctor = await examined(ACKLINE_DATABASE_URL=f"sqlite:///{tmp_path}/ackline.db")
    assert "ACKLINE_CONFIG" in failures(doctor)["config: there is none"]
