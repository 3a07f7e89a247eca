"""Where a channel lives, and what was said in it before anybody listened."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ackline.adapters.slack.catchup import SlackEyes
from ackline.adapters.slack.sites import SlackSites
from ackline.domain.setup.site import Site
from ackline.sandbox.channel import Channel
from ackline.services.ports import Permanent, Retry


def hosted_by(bot, host):
    bot.slack.stage.workspace.world.add_channel(
        Channel(id="C0THEIRS", name="theirs", host=host, connected=(host, "T0VENDOR"), members=(bot.slack.bot_user,))
    )


async def test_a_channel_of_ours_that_a_customer_joined_lives_here(bot):
    assert await SlackSites(bot.client, bot.me).of("C0ACME") == Site(
        channel="C0ACME", name="ext-acme", hosted_here=True, shared=True, present=True
    )
    ours = await SlackSites(bot.client, bot.me).of("C0TRIAGE")
    assert ours is not None and (ours.hosted_here, ours.shared) == (True, False)


async def test_a_channel_that_the_customer_hosts_lives_elsewhere_unless_it_is_the_same_enterprise(bot):
    hosted_by(bot, "T0ACME")
    theirs = await SlackSites(bot.client, bot.me).of("C0THEIRS")
    assert theirs is not None and (theirs.hosted_here, theirs.shared, theirs.present) == (False, True, True)
    same = await SlackSites(bot.client, replace(bot.me, enterprise="T0ACME")).of("C0THEIRS")
    assert same is not None and same.hosted_here


async def test_a_channel_that_the_bot_left_or_cannot_see_is_told_as_such(bot):
    await bot.slack.leave("C0ACME", bot.slack.bot_user)
    left = await SlackSites(bot.client, bot.me).of("C0ACME")
    assert left is not None and not left.present
    assert await SlackSites(bot.client, bot.me).of("C0NOBODY") is None


async def test_what_slack_does_not_say_now_is_to_be_asked_again(bot):
    await bot.slack.fault("conversations.info", "rate_limited", times=2, retry_after=7)
    with pytest.raises(Retry) as wait:
        await SlackSites(bot.client, bot.me).of("C0ACME")
    assert wait.value.after == 7
    await bot.slack.clear_faults()
    await bot.slack.fault("conversations.info", "slack_error", times=2, error="missing_scope")
    with pytest.raises(Permanent):
        await SlackSites(bot.client, bot.me).of("C0ACME")


async def test_the_roots_of_a_channel_come_oldest_first_and_say_which_have_threads(bot):
    since = bot.slack.now - timedelta(minutes=1)
    first = await bot.slack.post("C0ACME", "bob", "stuck")
    await bot.slack.post("C0ACME", "ana", "looking", thread_ts=first)
    second = await bot.slack.post("C0ACME", "bob", "still")
    await bot.slack.react("C0ACME", second, "ana", "eyes")
    roots = await SlackEyes(bot.client, bot.me, bot.clock).roots("C0ACME", since)
    assert [(root.ts, root.replied) for root in roots] == [(first, True), (second, False)]
    assert [row.source for row in roots[1].rows] == ["slack", "state"]
