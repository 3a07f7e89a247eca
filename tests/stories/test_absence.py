"""The bot was away for longer than a contract's shortest target: where somebody waits the channel is told, once."""

from harness import Stage
from room import Room


async def notices(on: Stage, channel: str) -> list[str]:
    """What the bot said at the top of a channel."""
    return [m["text"] for m in await on.slack.messages(channel) if m.get("bot_id")]


async def away(on: Stage, *, hours: float) -> None:
    await on.stop_bot()
    await on.forward(hours=hours)
    await on.return_of_the_bot()


async def test_a_channel_where_somebody_waits_is_told_of_a_long_absence_once(
    on: Stage, acme: Room, birch: Room
) -> None:
    await acme.post("P3: how do I grow a file system?")
    await acme.post("P3: and how do I shrink it?", by="axel")
    await away(on, hours=3)
    (told,) = await notices(on, "C0ACME")
    assert told.startswith("I was not running from <!date^")
    assert told.endswith("its times count from when it was written.")
    assert await notices(on, "C0BIRCH") == [], "nobody waits there"


async def test_what_was_written_meanwhile_counts_as_waiting(on: Stage, acme: Room) -> None:
    await on.stop_bot()
    await on.forward(hours=1)
    await acme.post("P3: how do I grow a file system?")
    await on.forward(hours=2)
    await on.return_of_the_bot()
    assert len(await notices(on, "C0ACME")) == 1


async def test_a_short_absence_and_an_answered_ticket_need_no_word(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: how do I grow a file system?")
    await away(on, hours=0.1)
    assert await notices(on, "C0ACME") == []
    await acme.reply(ts, "In the console, under Volumes.", by="ada")
    await away(on, hours=6)
    assert await notices(on, "C0ACME") == []


async def test_the_measure_is_the_contracts_own(on: Stage, cobalt: Room) -> None:
    """Gold's shortest target is an hour."""
    await cobalt.post("Minor: a typo in the logs")
    await away(on, hours=0.9)
    assert await notices(on, "C0COBALT") == []
    await away(on, hours=1.1)
    assert len(await notices(on, "C0COBALT")) == 1


async def test_a_second_start_says_it_no_second_time(on: Stage, acme: Room) -> None:
    await acme.post("P3: how do I grow a file system?")
    await away(on, hours=3)
    await on.stop_bot()
    await on.return_of_the_bot()
    assert len(await notices(on, "C0ACME")) == 1
