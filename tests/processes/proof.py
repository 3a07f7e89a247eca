"""What must be true at the end of a run, told from outside: Slack's messages, the telephones, and the database."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import vendor
from town import Town
from traffic import Call

from ackline.adapters.db.store import open_view
from ackline.adapters.slack.rows import inbox_row
from ackline.domain.ids import SubjectId

DUPLICATE = "possible duplicate"


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

    async def all_reached() -> bool:
        return not _missed(town, climbed)

    async def at_rest() -> bool:
        inbox = await town.database.run("SELECT count(*) FROM inbox WHERE finished_at IS NULL")
        outbox = await town.database.run("SELECT count(*) FROM outbox WHERE finished_at IS NULL")
        return inbox == [(0,)] and outbox == [(0,)]

    try:
        await town.until(all_reached, "every ladder was climbed")
    except AssertionError:
        if not _missed(town, climbed):
            raise
    await town.traffic.acknowledge_all()
    await town.call_again()
    await town.until(at_rest, "nothing is left to do")
    await town.stop()
    messages = await _posted(town)
    return Figures(
        run=run,
        kills=town.kills,
        events=len(await town.slack.events()),
        calls=len(town.traffic.calls),
        climbed=len(climbed),
        rings=sum(map(len, town.telephones.rings.values())),
        missed=tuple(_missed(town, climbed)),
        doubled=(*_doubled_rings(town), *_doubled_messages(messages), *_doubled_cards(town, messages)),
        marked=sum(DUPLICATE in ring["marks"] for rings in town.telephones.rings.values() for ring in rings)
        + sum(DUPLICATE in message["text"] for message in messages),
        left=(*await _database_faults(town), *await _lost_events(town)),
    )


def _missed(town: Town, climbed: Sequence[Call]) -> list[str]:
    """Steps of the ladder whose person's telephone never rang for the ticket."""
    rung = {(ring["who"], call.ticket) for rings in town.telephones.rings.values() for ring in rings
            for call in climbed if call.ticket in ring["page"]}  # fmt: skip
    return [
        f"{vendor.on_duty(role, call.account)} was not reached for {call.ticket}"
        for call in climbed
        for role in vendor.LADDER
        if (vendor.on_duty(role, call.account), call.ticket) not in rung
    ]


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


def _doubled_cards(town: Town, messages: Sequence[dict[str, Any]]) -> list[str]:
    keys = [_key(message) for message in messages]
    return [
        f"{len(cards)} {audience} cards: {call.ticket}"
        for call in town.traffic.calls
        for audience in ("customer", "triage")
        if len(cards := [key for key in keys if key.startswith(f"card/{call.ticket}/{audience}/")]) != 1
    ]


async def _database_faults(town: Town) -> list[str]:
    """Rows that are not ended as they should be, chains that do not hold, tickets too many or after the fact."""
    run = town.database.run
    faults = [f"unfinished: {row}" for row in await run("SELECT key, state FROM outbox WHERE finished_at IS NULL")]
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
                told = [(row.kind, row.body) for row in await work.journal.of(SubjectId(call.ticket))]
                faults += _out_of_order(call, told)
    finally:
        await store.close()
    return faults


def _out_of_order(call: Call, told: Sequence[tuple[str, dict[str, Any]]]) -> list[str]:
    """A ticket is opened once, and its ladder ends with the acknowledgement."""
    kinds = [kind for kind, _ in told]
    faults = [] if kinds.count("TicketOpened") == 1 else [f"opened {kinds.count('TicketOpened')} times: {call.ticket}"]
    if "Acknowledged" in kinds:
        after = told[kinds.index("Acknowledged") :]
        faults += [f"{body['step']} was called after all: {call.ticket}" for kind, body in after
                   if kind == "TimerFired" and body["rule"] == "escalation"]  # fmt: skip
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
