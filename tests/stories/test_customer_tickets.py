"""A customer's own open tickets: theirs, in the channels that they are in, and nobody else's."""

import re

import envelope
import pytest
from harness import Stage
from room import Room

from ackline.domain.ids import SubjectId


async def listed(on: Stage, who: str) -> list[str]:
    (view,) = await on.slack.views(who)
    await on.slack.close_view(who)
    return [row for block in view["blocks"] for row in block["text"]["text"].splitlines()]


def numbers(rows: list[str]) -> list[int]:
    return [int(found[1]) for row in rows if (found := re.match(r"\*#(\d+) ·", row))]


async def test_they_are_listed_for_whoever_asks_what_is_due_next_first(on: Stage, acme: Room, cobalt: Room) -> None:
    first = await acme.post("P3: the nightly export is slow")
    await cobalt.post("Sev 2: runs wait for ever")
    await on.forward(minutes=6)
    await acme.post("P1: production is down", by="axel")
    done = await acme.post("P4: where is the export documented?", by="axel")
    await acme.press(done, "axel", "solved")
    await acme.press(first, "amy", "see:mine")
    rows = await listed(on, "amy")
    assert numbers(rows) == [3, 1]
    assert "|open the thread>" in rows[0]
    assert rows[1] == "We have it and are calling the on-call engineer."
    assert rows[2].startswith("First response SLA: by <!date^")
    assert await on.slack.ephemerals("amy") == []


async def test_without_any_it_says_so(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: the nightly export is slow")
    await acme.press(ts, "amy", "solved")
    await acme.press(ts, "axel", "see:mine")
    assert await listed(on, "axel") == ["Nothing is open."]


@pytest.mark.http
async def test_a_hundred_are_listed_and_the_others_counted(on: Stage, acme: Room) -> None:
    first = await acme.post("P4: question 0: where is it documented?")
    for number in range(1, 103):
        await acme.post(f"P4: question {number}: where is it documented?")
    await acme.press(first, "amy", "see:mine")
    rows = await listed(on, "amy")
    assert len(numbers(rows)) == 100
    assert rows[-1] == "… and 3 more."


async def test_a_value_that_names_another_customer_is_refused_and_kept(on: Stage, acme: Room, cobalt: Room) -> None:
    await acme.post("P3: the nightly export is slow")
    await cobalt.post("Sev 2: runs wait for ever")
    await envelope.click(on, "U0AMY", "T0ACME", "C0ACME", "see:mine", "cobalt")
    await envelope.click(on, "U0DORA", "T0DUNE", "C0NOWHERE", "see:mine", "acme")
    assert await on.slack.views("amy") == []
    assert "Sev 2" not in repr(await on.slack.calls("views.open")), "only why not is shown"
    for account, named in (("acme", "cobalt"), ("-", "acme")):
        kept = [r for r in await on.journal(SubjectId(f"account:{account}")) if r.kind == "PressRefused"]
        assert (kept[0].outcome, kept[0].body["named"]) == ("refused", named)


class TestWithASecondChannel:
    """Acme has another channel, which Amy is not in."""

    @pytest.fixture
    def accounts(self, accounts: str) -> str:
        """accounts.yml with the second channel."""
        return accounts.replace("channels: [C0ACME]", "channels: [C0ACME, C0GALE]")

    async def test_the_tickets_of_a_channel_are_for_those_who_are_in_it(self, on: Stage, acme: Room) -> None:
        await on.slack.share("C0GALE", "T0ACME")
        await on.slack.join("C0GALE", "axel")
        ts = await acme.post("P3: the nightly export is slow")
        await Room(on, "C0GALE", "axel").post("P2: a key has leaked")
        await acme.press(ts, "amy", "see:mine")
        assert numbers(await listed(on, "amy")) == [1]
        await acme.press(ts, "axel", "see:mine")
        assert numbers(await listed(on, "axel")) == [2, 1]
