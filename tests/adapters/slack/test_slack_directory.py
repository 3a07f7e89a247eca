"""Who is who, by `users.info`."""

import asyncio
from datetime import timedelta

import pytest

from ackline.adapters.slack.directory import SlackDirectory
from ackline.services.ports import Home, Retry


def directory(bot):
    return SlackDirectory(bot.client, bot.me, bot.clock)


async def asked(bot):
    return len(await bot.slack.calls("users.info"))


async def test_a_customer_and_a_guest_and_a_colleague_are_told_apart(bot):
    who = directory(bot)
    bob, gus, ana = [await who.home_of(user) for user in ("U0BOB", "U0GUS", "U0ANA")]
    assert bob == Home(
        user="U0BOB", team="T0ACME", enterprise=None, guest=False, stranger=False, deleted=False, bot=False
    )
    assert (gus.team, gus.guest) == ("T0VENDOR", True)
    assert who.is_vendor(ana.team)
    assert not who.is_vendor(bob.team)
    assert not who.is_vendor("")


async def test_somebody_is_asked_for_once_an_hour(bot):
    who = directory(bot)
    await asyncio.gather(*(who.home_of("U0BOB") for _ in range(20)))
    await who.home_of("U0BOB")
    assert await asked(bot) == 1
    await bot.slack.forward(timedelta(minutes=61))
    await who.home_of("U0BOB")
    assert await asked(bot) == 2


async def test_somebody_unknown_is_a_stranger_and_asked_for_again_soon(bot):
    who = directory(bot)
    nobody = await who.home_of("U0NOBODY")
    assert (nobody.team, nobody.stranger) == ("", True)
    await bot.slack.forward(timedelta(minutes=2))
    await who.home_of("U0NOBODY")
    assert await asked(bot) == 2


@pytest.mark.parametrize("kind", ["slack_error", "rate_limited", "reset_before", "error_before"])
async def test_a_failing_look_up_is_to_be_tried_again_and_never_remembered(bot, kind):
    who = directory(bot)
    # Twice: aiohttp repeats a GET by itself when a connection that was kept open has been closed.
    await bot.slack.fault("users.info", kind, times=2, error="internal_error")
    with pytest.raises(Retry):
        await who.home_of("U0BOB")
    await bot.slack.clear_faults()
    assert (await who.home_of("U0BOB")).team == "T0ACME"


async def test_a_deactivation_is_seen_at_the_next_look(bot):
    who = directory(bot)
    assert not (await who.home_of("U0TOM")).deleted
    await bot.slack.deactivate("tom")
    who.forget("U0TOM")
    assert (await who.home_of("U0TOM")).deleted


async def test_an_answer_that_was_asked_for_before_a_change_is_not_kept(bot):
    who = directory(bot)
    first = asyncio.create_task(who.home_of("U0TOM"))
    await asyncio.sleep(0)
    who.forget("U0TOM")
    await first
    await who.home_of("U0TOM")
    assert await asked(bot) == 2


async def test_one_who_stops_waiting_takes_the_answer_from_nobody(bot):
    who = directory(bot)
    hasty, patient = (asyncio.create_task(who.home_of("U0BOB")) for _ in range(2))
    await asyncio.sleep(0)
    hasty.cancel()
    assert (await patient).team == "T0ACME"
