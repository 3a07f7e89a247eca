"""Acknowledged where it rang: in PagerDuty, or by a key on the telephone. What is not signed changes nothing."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from harness import PAGERDUTY_SECRET, SECRET, Stage
from room import Room

DOWN = "P1: production is down, nobody can log in"
PERSON = {"type": "user_reference", "id": "PAGENT1", "summary": "Somebody"}


def signature(secret: str, body: bytes) -> str:
    return f"v1={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def incident(key: str, *, agent: dict[str, Any] | None = PERSON, kind: str = "incident.acknowledged") -> bytes:
    event = {
        "id": f"01{hashlib.sha256(key.encode()).hexdigest()[:20]}{kind}",
        "event_type": kind,
        "resource_type": "incident",
        "occurred_at": "2026-11-20T15:03:00.000Z",
        "agent": agent,
        "data": {"id": "PINC1", "type": "incident", "status": "acknowledged", "incident_key": key},
    }
    return json.dumps({"event": event}).encode()


async def from_pagerduty(on: Stage, body: bytes, secret: str = PAGERDUTY_SECRET) -> int:
    signatures = f"v1={'0' * 64},{signature(secret, body)}"
    return await on.answered("/pagerduty/webhook", body, {"X-PagerDuty-Signature": signatures})


async def from_phone(on: Stage, told: dict[str, Any], secret: str = SECRET, stamp: str = "") -> int:
    body = json.dumps(told).encode()
    stamp = stamp or str(int(on.clock.now().timestamp()))
    headers = {"X-Ackline-Timestamp": stamp, "X-Ackline-Signature": signature(secret, stamp.encode() + b"." + body)}
    return await on.answered("/pages/ack", body, headers)


def page_of(on: Stage, who: str = "ada") -> str:
    """The page that somebody's phone rang for."""
    return str(next(p["page"] for p in on.phone.rung if p["path"] == f"/{who}"))


async def test_who_acknowledges_in_pagerduty_acknowledges_here_and_the_ladder_stops(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    assert await from_pagerduty(on, incident(f"{page_of(on)}|U0ADA")) == 200
    ticket = await on.ticket()
    assert (ticket.status, ticket.acknowledged_by) == ("acknowledged", "U0ADA")
    assert "Over:* acknowledged by <@U0ADA>" in (await on.pages("ada"))[-1]
    await on.forward(minutes=29)
    assert await on.pages("tom") == []


async def test_the_same_webhook_twice_is_one_acknowledgement(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    body = incident(f"{page_of(on)}|U0ADA")
    assert [await from_pagerduty(on, body) for _ in range(2)] == [200, 200]
    kinds = [row.kind for row in await on.journal((await on.ticket()).id)]
    assert kinds.count("Acted") == 1


@pytest.mark.parametrize(
    ("key", "agent", "kind"),
    [
        ("{page}|U0ADA", {"type": "inbound_integration_reference", "id": "P1"}, "incident.acknowledged"),
        ("{page}|U0ADA", None, "incident.acknowledged"),
        ("{page}|U0ADA", PERSON, "incident.resolved"),
        ("{page}|U0ADA|storm", PERSON, "incident.acknowledged"),
        ("somebody-elses-incident", PERSON, "incident.acknowledged"),
        ("page:ticket:C0ACME:1.000000/escalation/On-call/1/1|U0ADA", PERSON, "incident.acknowledged"),
    ],
)
async def test_what_no_person_acknowledged_and_what_is_unknown_changes_nothing(
    on: Stage, acme: Room, key: str, agent: dict[str, Any] | None, kind: str
) -> None:
    await acme.post(DOWN)
    assert await from_pagerduty(on, incident(key.format(page=page_of(on)), agent=agent, kind=kind)) == 200
    assert (await on.ticket()).status == "open"


async def test_what_pagerduty_did_not_sign_is_turned_away(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    body = incident(f"{page_of(on)}|U0ADA")
    assert await from_pagerduty(on, body, "another secret") == 401
    assert await on.answered("/pagerduty/webhook", body, {}) == 401
    assert await from_pagerduty(on, b"[]") == 400
    assert (await on.ticket()).status == "open"


async def test_a_tam_who_acknowledges_in_pagerduty_is_noted_and_the_ladder_goes_on(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    await on.forward(minutes=15)
    page = (await on.ticket()).pages[-1].page
    assert await from_pagerduty(on, incident(f"{page}|U0TOM")) == 200
    await on.forward(minutes=13)
    assert len(await on.rings("vera")) == 1


async def test_a_key_on_the_telephone_acknowledges(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    assert await from_phone(on, {"page": page_of(on), "person": "U0ADA"}) == 202
    assert (await on.ticket()).acknowledged_by == "U0ADA"


async def test_another_key_passes_the_page_on(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    assert await from_phone(on, {"page": page_of(on), "person": "U0ADA", "act": "decline"}) == 202
    assert len(await on.rings("ben")) == 1


async def test_a_call_back_that_is_not_signed_or_old_or_for_somebody_else_is_turned_away(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    told = {"page": page_of(on), "person": "U0ADA"}
    assert await from_phone(on, told, "another secret") == 401
    assert await from_phone(on, told, stamp=str(int(on.clock.now().timestamp()) - 301)) == 401
    assert await from_phone(on, told, stamp="soon") == 401
    assert await from_phone(on, told | {"person": "U0TOM"}) == 401, "he has no telephone, so nothing is signed for him"
    assert await from_phone(on, {"person": "U0ADA"}) == 401
    assert await from_phone(on, told | {"act": "resolve"}) == 202
    assert (await on.ticket()).status == "open"
