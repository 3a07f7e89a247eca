"""What must be true at the end of a run, told from outside: Slack's messages, the telephones, and the database."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import vendor
from town import PATIENCE_SECONDS, Town
from traffic import Call

from ackline.adapters.db.store import open_view
from ackline.adapters.slack.rows import inbox_row
from ackline.domain.ids import SubjectId
from ackline.services.ports import Recorded

DUPLICATE = "possible duplicate"
SILENT = "an acknowledgement without a reply does not stop the ladder for ever"
OVERTAKEN = "overtaken by a later step, told only"

BREATH = timedelta(seconds=5)
"""More than a stop takes: what comes due in it, such as the customer's words that staff are to read, is waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a run came to."""

    run: str
    kills: int
    events: int
    calls: int
    climbed: int
    rings: int
    missed: tuple[str, ...]
    doubled: tuple[str, ...]
    marked: int
    left: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.run}: {self.kills} kills, {self.events} events, {self.calls} P1s ({self.climbed} unacknowledged), "
            f"{self.rings} rings, {len(self.missed)} missed, {len(self.doubled)} doubled, "
            f"{self.marked} marked '{DUPLICATE}', {len(self.left)} faults otherwise"
        )

    @property
    def sound(self) -> bool:
        return not (self.missed or self.doubled or self.left)


async def run_out(town: Town, run: str) -> Figures:
    """Let a run come to its rest, with every ladder climbed, and then say what it came to."""
    await town.ready()
    await town.call_again()
    climbed = [call for call in town.traffic.calls if not call.acknowledged]

    async def at_rest() -> bool:
        soon = int((datetime.now(UTC) + BREATH).timestamp() * 1e6)
        left = (
            "SELECT 1 FROM inbox WHERE finished_at IS NULL",
            "SELECT 1 FROM outbox WHERE finished_at IS NULL",
            f"SELECT 1 FROM subjects WHERE wake_at <= {soon}",
        )
        return await town.database.run(" UNION ALL ".join(left)) == []

    for _ in range(PATIENCE_SECONDS):
        if not await _missed(town, climbed):
            break
        await asyncio.sleep(1)
    await town.traffic.acknowledge_all()
    await town.call_again()
    await town.until(at_rest, "nothing is left to do")
    await town.stop()
    messages = await _posted(town)
    marked = sum(DUPLICATE in ring["marks"] for rings in town.telephones.rings.values() for ring in rings)
    return Figures(
        run=run,
        kills=town.kills,
        events=len(await town.slack.events()),
        calls=len(town.traffic.calls),
        climbed=len(climbed),
        rings=sum(map(len, town.telephones.rings.values())),
        missed=tuple(await _missed(town, climbed)),
        doubled=(*_doubled_rings(town), *_doubled_messages(messages), *await _doubled_cards(town, messages)),
        marked=marked + sum(DUPLICATE in message["text"] for message in messages),
        left=(*await _database_faults(town), *await _lost_events(town)),
    )


def early_rings(town: Town) -> list[str]:
    """Rings for a P1 that came before its step of the ladder, by the time in Slack and on the wall."""
    return [
        f"{ring['who']} was called {ring['at'] - float(call.ts):.1f} s after {call.ts}"
        for call in town.traffic.calls
        for rings in town.telephones.rings.values()
        for ring in rings
        for role, seconds in vendor.SOONEST.items()
        if ring["who"] == vendor.on_duty(role, call.account) and ring["at"] < float(call.ts) + seconds
    ]


async def _ticket(town: Town, call: Call) -> str:
    """The ticket of a call: a reply that was learned of before its root has opened it under its own name."""
    found = await town.database.run(
        f"SELECT subject FROM threads WHERE channel = '{vendor.channel(call.account)}' AND ts = '{call.ts}'"
    )
    return str(found[0][0]) if found else f"no ticket for {call.ts}"


async def _missed(town: Town, climbed: Sequence[Call]) -> list[str]:
    """Tickets with people of their ladder who were not reached: by telephone, unless a later step was due as well."""
    missed = []
    for call in climbed:
        ticket = await _ticket(town, call)
        rung = {ring["who"] for rings in town.telephones.rings.values() for ring in rings if ticket in ring["page"]}
        told = await _told_only(town, ticket)
        people = (vendor.on_duty(role, call.account) for role in vendor.LADDER)
        unreached = [person for person in people if person not in rung | told]
        if unreached:
            missed.append(f"{', '.join(unreached)} not reached for {ticket}:{await _story(town, ticket)}")
    return missed


async def _told_only(town: Town, ticket: str) -> set[str]:
    """Who was told, and told only, of a step that came due together with a later one: the later one alone rings."""
    run = town.database.run
    decided = await run(f"SELECT event_id FROM journal WHERE subject = '{ticket}' AND why LIKE '%{OVERTAKEN}%'")
    overtaken = {str(event).split("/")[2] for (event,) in decided}
    sent = await run(f"SELECT key FROM outbox WHERE state = 'done' AND key LIKE 'page:{ticket}/%/slack_dm/%'")
    ways = [str(key).split("/") for (key,) in sent]  # page:ticket/escalation/step/…/…/…/person/slack_dm/
    return {way[6] for way in ways if way[2] in overtaken}


async def _story(town: Town, ticket: str) -> str:
    """What was decided about a ticket and what became of its pages, a line each."""
    decided = await town.database.run(f"SELECT event_id, why FROM journal WHERE subject LIKE '%{ticket}%' ORDER BY id")
    sent = await town.database.run(f"SELECT key, state, attempt, why FROM outbox WHERE key LIKE 'page:{ticket}%'")
    return "".join(f"\n  {row}" for row in (*decided, *sent))


def _doubled_rings(town: Town) -> list[str]:
    return [
        f"rang {len(rings)} times: {key}"
        for key, rings in town.telephones.rings.items()
        if sum(DUPLICATE not in ring["marks"] for ring in rings) > 1
    ]


async def _posted(town: Town) -> list[dict[str, Any]]:
    """Every message of the bot, in channels, threads and conversations."""
    found: list[dict[str, Any]] = []
    for channel in (*map(vendor.channel, vendor.ACCOUNTS), vendor.TRIAGE, "C0FALLBACK"):
        for root in await town.slack.messages(channel):
            found += [root, *root.get("replies", [])]
    for user in (vendor.STAFF, *(vendor.on_duty(role, n) for role in vendor.LADDER for n in vendor.ACCOUNTS)):
        found += await town.slack.dms(user)
    return [message for message in found if message.get("bot_id") and not message.get("deleted")]


def _key(message: dict[str, Any]) -> str:
    return str(((message.get("metadata") or {}).get("event_payload") or {}).get("key", ""))


def _doubled_messages(messages: Sequence[dict[str, Any]]) -> list[str]:
    unmarked = Counter(_key(message) for message in messages if DUPLICATE not in message["text"])
    return [f"posted {times} times: {key}" for key, times in unmarked.items() if times > 1 and key]


async def _doubled_cards(town: Town, messages: Sequence[dict[str, Any]]) -> list[str]:
    keys = [_key(message) for message in messages]
    tickets = [await _ticket(town, call) for call in town.traffic.calls]
    return [
        f"{cards} {audience} cards: {ticket}"
        for ticket in tickets
        for audience in ("customer", "triage")
        if (cards := sum(key.startswith(f"card/{ticket}/{audience}/") for key in keys)) != 1
    ]


async def _database_faults(town: Town) -> list[str]:
    """Rows that are not ended as they should be, chains that do not hold, tickets too many or after the fact."""
    run = town.database.run
    left = "SELECT key, state, attempt, created_at, not_before, why FROM outbox WHERE finished_at IS NULL"
    faults = [f"unfinished: {row}" for row in await run(left)]
    faults += [f"dead: {row}" for row in await run("SELECT key, why FROM outbox WHERE state = 'dead'")]
    faults += [f"inbox: {row}" for row in await run("SELECT key, state, why FROM inbox WHERE state != 'done'")]
    subjects = [str(name) for (name,) in await run("SELECT subject FROM chains ORDER BY subject")]
    store = await open_view(town.database.url)
    try:
        async with store.read() as work:
            for subject in subjects:
                if broken := await work.journal.verify(SubjectId(subject)):
                    faults.append(f"{subject}: {broken}")
            for call in town.traffic.calls:
                ticket = await _ticket(town, call)
                faults += out_of_order(ticket, await work.journal.of(SubjectId(ticket)))
    finally:
        await store.close()
    return faults


def out_of_order(ticket: str, told: Sequence[Recorded]) -> list[str]:
    """A ticket is opened once, and no step of its ladder is called while it is acknowledged.

    An acknowledgement ends by a customer who raises the ticket, or by silence, and by that not before its time.
    """
    opened = [row.at for row in told if row.kind == "TicketOpened"]
    faults = [] if len(opened) == 1 else [f"opened {len(opened)} times: {ticket}"]
    acknowledged = False
    for row in told:
        if row.kind == "TimerFired" and row.body["rule"] == "escalation" and acknowledged:
            faults.append(f"{row.body['step']} was called after all: {ticket}")
        silent = SILENT in row.why
        if silent and row.at - opened[0] < vendor.SILENCE:
            faults.append(f"taken back for silence after {row.at - opened[0]}: {ticket}")
        acknowledged |= any(why.startswith("acknowledged by") for why in row.why)
        acknowledged &= not (silent or any("starts over" in why for why in row.why))
    return faults


async def _lost_events(town: Town) -> list[str]:
    """Events that Slack got its 200 for and that the inbox does not know."""
    known = {key for (key,) in await town.database.run("SELECT key FROM inbox")}
    accepted, now = await town.accepted(), datetime.now(UTC)
    rows = [
        inbox_row(event["payload"], now)
        for event in await town.slack.events()
        if event["payload"]["event_id"] in accepted and not _own(event["payload"]["event"])
    ]
    return [f"answered with 200 and lost: {row.key}" for row in rows if row is not None and row.key not in known]


def _own(event: dict[str, Any]) -> bool:
    """Whether an event tells of the bot's own message, which is no news to it."""
    return "bot_id" in event or "bot_id" in event.get("message", {})
