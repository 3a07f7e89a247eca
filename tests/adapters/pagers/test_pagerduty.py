"""PagerDuty's events against a server that records what it gets."""

import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from ackline.adapters.pagers.pager import Means
from ackline.adapters.pagers.pagerduty import ENDPOINT, PagerDuty
from ackline.adapters.wallclock import HandClock
from ackline.domain.effects import Close, Deliver, Ending
from ackline.domain.surfaces.words import Internal
from ackline.services.ports import Permanent, Retry

NOW = datetime(2026, 11, 20, 18, 15, tzinfo=UTC)
KEY = "0123456789abcdef0123456789abcdef"
PAGE = Deliver(
    key="page:1/1/U0TOM/pagerduty/",
    page="page:ticket:C1:1.2/escalation/TAM/1/1",
    ticket="ticket:C1:1.2",
    person="U0TOM",
    pager="pagerduty",
    address="",
    secret="TOM_KEY",
    occurrence=1,
    words=Internal(lines=()),
    guard=None,
    look=False,
    requested_at=NOW,
    summary={"account": "Acme", "severity": "P1", "rank": "0", "ticket": "12"},
)
CLOSE = Close(
    key="page:1/over/1",
    page=PAGE.page,
    person=PAGE.person,
    pager="pagerduty",
    address="",
    secret="TOM_KEY",
    ending=Ending.OVER,
)


@dataclass(frozen=True)
class Message:
    text: str = ""
    plain: str = "P1 at Acme: #12\nJust posted; nobody has it.\n> login is down\nFor the TAM (STR-9)"
    blocks: tuple = ()
    links: tuple = (("Open the customer's thread", "https://harbour.slack.com/archives/C1/p12"),)
    marks: tuple[str, ...] = ()


@dataclass
class Service:
    url: str
    pager: PagerDuty
    status: int = 202
    body: str = '{"status": "success", "message": "Event processed", "dedup_key": "k"}'
    headers: dict[str, str] = field(default_factory=dict)
    drops: bool = False
    got: list = field(default_factory=list)

    async def take(self, request):
        self.got.append(await request.json())
        if self.drops:
            request.transport.abort()
        return web.Response(status=self.status, text=self.body, headers=self.headers)

    async def send(self, message: Message | None = None, **changes):
        return await self.pager.page(replace(PAGE, **{"address": self.url, **changes}), message or Message(), "row-1")

    async def close(self, ending: Ending):
        return await self.pager.close(replace(CLOSE, address=self.url, ending=ending))


@asynccontextmanager
async def service():
    async def take(request):
        return await made.take(request)

    application = web.Application()
    application.router.add_post("/v2/enqueue", take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as http:
        pager = PagerDuty(Means(slack=None, http=http, secrets={"TOM_KEY": KEY}, clock=HandClock(NOW)))
        made = Service(f"http://127.0.0.1:{runner.addresses[0][1]}/v2/enqueue", pager)
        yield made
    await runner.cleanup()


async def test_a_page_triggers_an_incident_that_says_who_what_and_where():
    async with service() as made:
        receipt = await made.send()
    assert (receipt.wakes, receipt.closable) == (True, True)
    assert made.got == [
        {
            "routing_key": KEY,
            "event_action": "trigger",
            "dedup_key": "page:ticket:C1:1.2/escalation/TAM/1/1|U0TOM",
            "client": "Ackline",
            "links": [
                {"href": "https://harbour.slack.com/archives/C1/p12", "text": "Open the customer's thread"},
            ],
            "payload": {
                "summary": "P1 at Acme: #12 · Just posted; nobody has it. · > login is down",
                "source": "Acme",
                "severity": "critical",
                "timestamp": "2026-11-20T18:15:00+00:00",
                "class": "P1",
                "custom_details": {**PAGE.summary, "text": Message().plain, "marks": ""},
            },
        }
    ]


def test_the_endpoint_is_the_documented_one_unless_the_line_names_another():
    assert ENDPOINT == "https://events.pagerduty.com/v2/enqueue"


async def test_repeats_and_second_tries_are_one_incident_and_another_person_is_another():
    async with service() as made:
        for changes in ({}, {}, {"occurrence": 2}, {"person": "U0BEN"}, {"page": "page:other"}):
            await made.send(**changes)
    keys = [event["dedup_key"] for event in made.got]
    assert len({*keys[:3]}) == 1
    assert len({*keys[2:]}) == 3


async def test_a_storm_is_an_incident_of_its_own_that_is_never_closed():
    async with service() as made:
        first = await made.send()
        storm = await made.send(summary={**PAGE.summary, "count": "7"})
    assert (first.closable, storm.closable) == (True, False)
    assert made.got[0]["dedup_key"] != made.got[1]["dedup_key"]


@pytest.mark.parametrize(("ending", "action"), [(Ending.SEEN, "acknowledge"), (Ending.OVER, "resolve")])
async def test_the_end_of_a_page_reaches_the_same_incident(ending, action):
    async with service() as made:
        await made.send(occurrence=3)
        await made.close(ending)
    trigger, closing = made.got
    assert closing == {"routing_key": KEY, "event_action": action, "dedup_key": trigger["dedup_key"]}


async def test_names_that_are_too_long_are_shortened_and_still_meet():
    async with service() as made:
        await made.send(page="page:" + "x" * 300)
        await made.pager.close(replace(CLOSE, address=made.url, page="page:" + "x" * 300))
        await made.send(page="page:" + "x" * 301)
        await made.send(message=Message(plain="ü" * 5000))
    first, closing, other, long = made.got
    assert first["dedup_key"] == closing["dedup_key"] != other["dedup_key"]
    assert len(first["dedup_key"]) <= 255
    assert len(long["payload"]["summary"]) == 1024
    assert len(long["payload"]["custom_details"]["text"]) == 5000


@pytest.mark.parametrize(("rank", "severity"), [("0", "critical"), ("1", "error"), ("9", "error"), (None, "error")])
async def test_no_page_is_of_a_severity_that_rings_for_nobody(rank, severity):
    summary = {"account": "Acme"} if rank is None else {"account": "Acme", "rank": rank}
    async with service() as made:
        await made.send(summary=summary)
    assert made.got[0]["payload"]["severity"] == severity


async def test_a_mark_is_heard_first():
    async with service() as made:
        receipt = await made.send(message=Message(plain="⚠ unverified\nP1 at Acme: #12", marks=("unverified",)))
    assert receipt.marks == ("unverified",)
    assert made.got[0]["payload"]["summary"] == "⚠ unverified · P1 at Acme: #12"


async def test_a_key_that_is_not_set_is_named_and_nothing_is_sent():
    async with service() as made:
        for name in ("OTHER_KEY", ""):
            with pytest.raises(Permanent, match=f"set {name}"):
                await made.send(secret=name)
        assert made.got == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            f'{{"status": "invalid event", "message": "Event object is invalid", "errors": ["no service has {KEY}"]}}',
            "Event object is invalid; no service has …",
        ),
        ('{"message": 7, "errors": "x"}', "it did not say why"),
        ("[1]", "it did not say why"),
        ("<html>", "it did not say why"),
        ("\udcff".encode("utf-8", "surrogatepass").decode("latin-1"), "it did not say why"),
    ],
)
async def test_a_refusal_is_final_and_told_in_the_services_own_words_without_the_key(body, told):
    async with service() as made:
        made.status, made.body = 400, body
        with pytest.raises(Permanent) as refused:
            await made.send()
    assert str(refused.value) == f"PagerDuty refused the event (400): {told}"


@pytest.mark.parametrize("status", [200, 301, 401, 403, 404])
async def test_only_an_event_that_was_accepted_is_a_receipt(status):
    async with service() as made:
        made.status = status
        with pytest.raises(Permanent, match=str(status)):
            await made.send()


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_failing_service_is_tried_again(status):
    async with service() as made:
        made.status = status
        with pytest.raises(Retry) as failed:
            await made.send()
        with pytest.raises(Retry):
            await made.close(Ending.OVER)
    assert failed.value.ambiguous


async def test_a_busy_service_costs_no_attempt():
    async with service() as made:
        made.status, made.headers = 429, {"Retry-After": "7"}
        with pytest.raises(Retry) as failed:
            await made.send()
    assert (failed.value.after, failed.value.spent) == (7.0, False)


async def test_a_dropped_connection_may_have_rung_and_a_refused_one_did_not():
    async with service() as made:
        made.drops = True
        with pytest.raises(Retry) as dropped:
            await made.send()
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            with pytest.raises(Retry) as refused:
                await made.send(address=f"http://127.0.0.1:{closed.getsockname()[1]}/v2/enqueue")
    assert (dropped.value.ambiguous, refused.value.ambiguous) == (True, False)


async def test_a_second_try_needs_no_looking():
    async with service() as made:
        assert await made.pager.find(PAGE, "row-1", NOW) is None


async def test_an_endpoint_that_is_not_safe_is_refused():
    async with service() as made:
        with pytest.raises(Permanent, match="https"):
            await made.send(address="http://events.example/v2/enqueue")
