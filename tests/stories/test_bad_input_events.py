"""Events that are strange: of unknown types, with parts missing, unsigned, about people Slack won't name."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import envelope
import pytest
from harness import Stage
from room import Room


def rows(on: Stage, table: str = "inbox") -> int:
    with closing(sqlite3.connect(on.folder / "story.db")) as database:
        # What the bot tells itself, as at a start, is no event.
        told = " WHERE source <> 'tell'" if table == "inbox" else ""
        (count,) = database.execute(f"SELECT count(*) FROM {table}{told}").fetchone()
        return int(count)


def _message(on: Stage, **changed: Any) -> dict[str, Any]:
    ts = f"{on.slack.now.timestamp() - 1:.6f}"
    written = {"type": "message", "channel": "C0ACME", "user": "U0AMY", "text": "P1: production is down", "ts": ts}
    return {**written, "event_ts": ts, **changed}


async def test_an_event_of_an_unknown_type_is_taken_and_changes_nothing(on: Stage) -> None:
    assert await envelope.event(on, {"type": "huddle_of_the_future", "channel": "C0ACME"}) == 200
    assert await on.tickets() == 0
    assert await on.slack.messages("C0TRIAGE") == []


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "message"},
        {"type": "message", "channel": "C0ACME"},
        {"type": "message", "channel": "C0ACME", "user": "U0AMY", "text": "P1: down"},
        {"type": "message", "channel": "C0ACME", "ts": "1795186800.000001", "text": "P1: down"},
        {"type": "message", "channel": {"id": "C0ACME"}, "user": ["U0AMY"], "ts": 1795186800.1, "text": None},
        {"type": "message", "channel": "C0ACME", "user": "U0AMY", "ts": "soon", "text": "P1: down"},
        {"type": "message", "subtype": "message_changed", "channel": "C0ACME"},
        {"type": "message", "subtype": "message_deleted", "channel": "C0ACME"},
        {"type": "reaction_added", "user": "U0ADA", "reaction": "eyes"},
        {"type": "reaction_added", "user": "U0ADA", "item": {"type": "file", "file": "F1"}, "reaction": "eyes"},
        {"type": "channel_id_changed", "old_channel_id": "C0ACME"},
        {"type": "channel_archive"},
        {},
    ],
)
async def test_an_event_with_something_missing_is_taken_and_changes_nothing(on: Stage, payload: Any) -> None:
    assert await envelope.event(on, payload) == 200
    await on.forward(minutes=2)
    assert await on.tickets() == 0


@pytest.mark.parametrize("payload", [[], None, "message", 7, {"type": "member_joined_channel", "channel": 7}])
async def test_what_is_no_event_at_all_is_not_kept_and_stops_nothing(on: Stage, acme: Room, payload: Any) -> None:
    await envelope.event(on, payload)
    assert rows(on) == 0
    await acme.post("P1: production is down")
    assert len(await on.rings("ada")) == 1


async def test_a_body_that_is_no_json_is_refused(on: Stage) -> None:
    assert await envelope.send(on, b"P1: \xff\xfe") == 400
    assert rows(on) == 0


@pytest.mark.parametrize(
    "how",
    [{"signed": False}, {"secret": "somebody else's"}, {"age": 301}],
    ids=["unsigned", "wrong secret", "five minutes old"],
)
async def test_a_request_that_slack_did_not_just_sign_is_refused_and_not_kept(on: Stage, how: dict[str, Any]) -> None:
    body = json.dumps({"type": "event_callback", "event_id": "Ev0FORGED", "event": _message(on)}).encode()
    assert await envelope.send(on, body, **how) == 401
    assert rows(on) == 0
    await on.slack.settle()
    assert await on.tickets() == 0


async def test_a_message_whose_author_slack_will_not_name_waits_thirty_seconds_and_is_flagged(on: Stage) -> None:
    await on.slack.fault("users.info", "slack_error", times=1000, error="internal_error")
    assert await envelope.event(on, _message(on, user="U0AXEL")) == 200
    assert await on.tickets() == 0
    await on.forward(minutes=0.6)
    ticket = await on.ticket()
    assert ticket.unsure
    assert ticket.claimed is not None
    assert len(await on.rings("ada")) == 1
    assert "Slack did not say who wrote this; a customer is assumed." in await on.triage()


async def test_others_do_not_wait_for_an_author_whom_slack_will_not_name(on: Stage, birch: Room, acme: Room) -> None:
    await on.slack.fault("users.info", "slack_error", times=1000, error="internal_error")
    assert await envelope.event(on, _message(on, user="U0AXEL")) == 200
    await acme.post("P1: production is down")
    assert (await on.ticket()).requester == "U0AMY"
    assert len(await on.rings("ada")) == 1


async def test_an_author_whom_slack_names_in_time_is_who_it_says(on: Stage) -> None:
    await on.slack.fault("users.info", "slack_error", times=3, error="internal_error")
    await envelope.event(on, _message(on, user="U0AXEL"))
    await on.forward(minutes=0.6)
    ticket = await on.ticket()
    assert not ticket.unsure
    assert ticket.requester_team == "T0ACME"


async def test_a_bot_of_others_opens_no_ticket(on: Stage) -> None:
    await envelope.event(on, _message(on, bot_id="B0OTHER", user="U0OTHERBOT"))
    assert await on.tickets() == 0


async def test_an_unbound_channel_gets_no_ticket_and_staff_are_told_once_how_to_bind_it(on: Stage, gale: Room) -> None:
    ts = await gale.post("P1: production is down")
    await gale.post("Hello?")
    assert await on.tickets() == 0
    assert await gale.cards(ts) == []
    (told,) = [m["text"] for m in await on.slack.messages("C0TRIAGE")]
    assert "C0GALE" in told
    assert "accounts.yml" in told
    assert "ackline import" in told


@pytest.mark.http
async def test_when_nothing_can_be_written_slack_is_told_to_come_again_and_nothing_is_lost(
    on: Stage, acme: Room, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(on.folder / "story.db")) as database:
        database.execute("CREATE TRIGGER full BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        database.commit()
    ts = await acme.post("P1: production is down")
    assert await on.tickets() == 0
    (sent,) = await on.slack.events("message", limit=1)
    assert {attempt["failure"] for attempt in sent["attempts"]} == {"http_error"}
    with closing(sqlite3.connect(on.folder / "story.db")) as database:
        database.execute("DROP TRIGGER full")
        database.commit()
    await on.forward(minutes=1)
    assert await on.tickets() == 1
    assert (await on.ticket()).opened_at.timestamp() == float(ts)
    assert len(await on.rings("ada")) == 1
    assert "production is down" not in caplog.text
