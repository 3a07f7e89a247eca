"""Calm: how much Ackline says in an ordinary week, to customers and to each of the staff. The figures are printed."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from harness import Stage, utc
from room import Room

CLAUSE = re.compile(r"`[A-Z]{3}-\d+`")
STAFF = ("ada", "ben", "tom", "vera", "cara", "elif", "sam")
MOST_A_DAY = 12
"""Direct messages to one person on their worst day, which has a P1 that nobody answers for half an hour."""


class Week:
    """An ordinary week, told as it goes; what was asked for is remembered by its thread."""

    def __init__(self, on: Stage, rooms: dict[str, Room]) -> None:
        self.on = on
        self.rooms = rooms
        self.threads: list[tuple[Room, str]] = []

    async def ask(self, at: str, who: str, text: str) -> str:
        await self.on.until(utc(f"2026-11-{at}:00+00:00"))
        ts = await self.rooms[who].post(text)
        self.threads.append((self.rooms[who], ts))
        return ts

    async def answer(self, at: str, who: str, ts: str, *, by: str = "ada", settled: str = "") -> None:
        await self.on.until(utc(f"2026-11-{at}:00+00:00"))
        room = self.rooms[who]
        await room.reply(ts, "Thank you. I have reproduced it and will be back with a mend.", by=by)
        if settled:
            await self.on.until(utc(f"2026-11-{settled}:00+00:00"))
            await room.react(ts, by, "white_check_mark")

    async def pass_by(self) -> None:
        """Monday to Sunday."""
        one = await self.ask("23T09:30", "acme", "P4: how do I rotate an API key?")
        await self.answer("23T10:30", "acme", one, by="ben", settled="23T15:00")
        two = await self.ask("23T16:00", "cobalt", "Minor: the export lacks a column")
        await self.answer("24T13:00", "cobalt", two, by="ben")
        three = await self.ask("24T14:00", "acme", "P2: searches take a minute since this morning")
        await self.answer("24T14:40", "acme", three, by="ben", settled="24T18:00")
        four = await self.ask("25T11:00", "acme", "P1: production is down, nobody can log in")
        await self.answer("25T11:31", "acme", four, by="ben", settled="25T13:00")
        five = await self.ask("26T15:00", "cobalt", "Major: runs are queued for an hour")
        await self.answer("26T15:20", "cobalt", five, by="ben", settled="26T17:00")
        await self.on.until(utc("2026-11-29T23:00:00+00:00"))


def day(message: dict[str, str]) -> str:
    return f"{datetime.fromtimestamp(float(message['ts']), UTC):%a}"


@pytest.mark.http
@pytest.mark.at("2026-11-23T07:00:00+00:00")
async def test_a_week_is_one_message_a_ticket_for_the_customer_and_few_for_staff(
    on: Stage, acme: Room, cobalt: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    week = Week(on, {"acme": acme, "cobalt": cobalt})
    await week.pass_by()
    tickets = [len(await room.cards(ts)) for room, ts in week.threads]
    told = {who: [m for m in await on.slack.dms(who) if m.get("bot_id")] for who in STAFF}
    days = {who: Counter(day(m) for m in messages) for who, messages in told.items()}
    top = [m for m in await on.slack.messages("C0TRIAGE") if m.get("bot_id")]
    below = sum(len(m.get("replies", [])) for m in top)
    with capsys.disabled():
        print("\nan ordinary week: 5 tickets of 2 customers, one P1 that nobody answers for half an hour")
        print(f"  to the customer, messages a ticket: {tickets}")
        print(f"  to the triage channel: {len(top)} at its top, {below} in threads")
        for who, counted in days.items():
            print(f"  to {who}: {sum(counted.values())} in the week, {max(counted.values(), default=0)} at most a day")
    assert tickets == [1] * 5, "one quiet card a ticket, and nothing else"
    assert all(max(counted.values(), default=0) <= MOST_A_DAY for counted in days.values())
    pages = [m["text"] for messages in told.values() for m in messages if " at Acme: #" in m["text"].splitlines()[0]]
    assert pages and all(CLAUSE.search(text) or "Over:" in text for text in pages)
    rung = [page["summary"]["clause"] for page in on.phone.rung]
    assert rung and all(re.fullmatch(r"[A-Z]{3}-\d+", clause) for clause in rung)
