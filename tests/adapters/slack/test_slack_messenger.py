"""Outbox rows performed over Slack's HTTP, with the real store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from ackline.adapters.db.store import open_store
from ackline.adapters.pagers import PAGERS
from ackline.adapters.pagers.pager import Means
from ackline.adapters.slack.directory import SlackDirectory
from ackline.adapters.slack.errors import Refusal
from ackline.adapters.slack.messenger import DUPLICATE, UNVERIFIED, Card, SlackMessenger
from ackline.adapters.slack.poster import Poster
from ackline.domain.effects import (
    Amend,
    Audience,
    Brief,
    BriefKind,
    CheckPerson,
    Close,
    Deliver,
    Ending,
    Inform,
    Say,
    ShowCard,
    Whisper,
)
from ackline.domain.surfaces.words import Button, Internal, Public, line, quote
from ackline.services.ports import Leased, Needless, Outgoing, Permanent, Result, Retry

WORDS = Internal(lines=(line("Inside"),))
SAY = Say(key="k1", channel="C0ACME", thread=None, words=Public(lines=(line("We are on it"),)))
PAGE = Deliver(
    key="k1",
    page="pg_1",
    ticket="ticket:C1:1.2",
    person="U0TOM",
    pager="slack_dm",
    address="",
    secret="",
    occurrence=0,
    words=Internal(
        lines=(line("P1 unacknowledged"), line(quote("t1"))), buttons=(Button(act="own", label="Own", value="p"),)
    ),
    guard=None,
    look=True,
    requested_at=datetime(2026, 11, 20, 18, 15, tzinfo=UTC),
)
BRIEFS = {"brief/1": WORDS}
CARDS = {
    Audience.CUSTOMER: Card(
        words=Public(lines=(line("#12 Open"),)), channel="C0ACME", thread=None, coalesce="card:customer"
    ),
    Audience.TRIAGE: Card(
        words=Internal(lines=(line("#12 Open"),)), channel="C0TRIAGE", thread=None, coalesce="card:triage"
    ),
}


@pytest.fixture
async def store():
    opened = await open_store("sqlite://")
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture
def cards():
    return dict(CARDS)


@pytest.fixture
def messenger(bot, store, cards):
    poster = Poster(bot.client, lambda channel: channel == "C0ACME")
    means = Means(slack=poster, http=bot.http, secrets={}, clock=bot.clock)

    async def worded(ticket, audience):
        return cards[audience]

    async def briefed(brief):
        return BRIEFS.get(brief.key)

    async def gathered(gathering):
        return None

    return SlackMessenger(
        poster=poster,
        store=store,
        pagers={name: make(means) for name, make in PAGERS.items()},
        cards=worded,
        briefs=briefed,
        gathered=gathered,
        home_of=SlackDirectory(bot.client, bot.me, bot.clock).asked_anew,
        triage_channel=lambda: "C0TRIAGE",
    )


def row(bot, effect, key="row-1", **more):
    return replace(
        Leased(
            id=1,
            key=key,
            subject="tkt_1",
            kind=type(effect).__name__,
            body=msgspec.json.encode(effect),
            destination="",
            coalesce=None,
            attempt=1,
            created_at=bot.clock.now(),
            lease_until=bot.clock.now() + timedelta(seconds=60),
            verified=True,
            urgent=False,
        ),
        **more,
    )


async def deliver(messenger, bot, effect, duplicate_risk=False, **more):
    return await messenger.deliver(row(bot, effect, **more), duplicate_risk=duplicate_risk)


async def shown(store, bot, coalesce, receipt):
    """A card's receipt, as the courier keeps it."""
    now = bot.clock.now()
    async with store.begin() as work:
        await work.outbox.put(
            [
                Outgoing(
                    key=coalesce, subject="s", kind="ShowCard", body=b"{}", lane="l", destination="d", coalesce=coalesce
                )
            ],
            now,
        )
        (leased,) = await work.outbox.lease(now, now + timedelta(minutes=1), 1)
        kept = {"channel": receipt.channel, "ts": receipt.ts}
        await work.outbox.finish(leased.id, leased.attempt, Result.DONE, kept, now)


async def test_words_to_a_customer_are_posted_with_their_key_and_without_previews(messenger, bot):
    receipt = await deliver(messenger, bot, SAY)
    (root,) = await bot.slack.messages("C0ACME")
    assert (receipt.channel, receipt.ts) == ("C0ACME", root["ts"])
    assert root["text"] == "We are on it"
    assert root["metadata"]["event_payload"] == {"key": "row-1"}
    (call,) = await bot.slack.calls("chat.postMessage")
    assert (call["args"]["unfurl_links"], call["args"]["unfurl_media"]) == (False, False)


async def test_a_reply_goes_into_its_thread(messenger, bot):
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    receipt = await deliver(messenger, bot, replace(SAY, thread=ts))
    assert [each["ts"] for each in (await bot.slack.thread("C0ACME", ts))][1:] == [receipt.ts]


@pytest.mark.parametrize(
    "effect",
    [
        replace(PAGE, person=None, address="C0ACME"),
        Amend(key="a", channel="C0ACME", ts="1.1", words=WORDS),
    ],
)
async def test_internal_words_never_reach_a_customers_channel(messenger, bot, effect):
    with pytest.raises(Permanent, match="customer's channel"):
        await deliver(messenger, bot, effect)
    assert await bot.slack.messages("C0ACME") == []


async def test_a_triage_card_that_would_land_in_a_customers_channel_is_refused(messenger, bot, cards):
    cards[Audience.TRIAGE] = replace(cards[Audience.TRIAGE], channel="C0ACME")
    for effect in (ShowCard(ticket="t", audience=Audience.TRIAGE), Inform(key="i", ticket="t", words=WORDS)):
        with pytest.raises(Permanent, match="customer's channel"):
            await deliver(messenger, bot, effect)


async def test_a_customers_card_in_words_for_staff_is_refused(messenger, bot, cards):
    cards[Audience.CUSTOMER] = replace(cards[Audience.CUSTOMER], words=WORDS)
    with pytest.raises(Permanent, match="worded for staff"):
        await deliver(messenger, bot, ShowCard(ticket="t", audience=Audience.CUSTOMER))


async def test_a_card_is_posted_once_and_then_brought_up_to_date(messenger, bot, store, cards):
    show = ShowCard(ticket="t", audience=Audience.TRIAGE)
    first = await deliver(messenger, bot, show)
    await shown(store, bot, "card:triage", first)
    cards[Audience.TRIAGE] = replace(cards[Audience.TRIAGE], words=Internal(lines=(line("#12 Resolved"),)))
    assert await deliver(messenger, bot, show, key="row-2") == first
    (card,) = await bot.slack.messages("C0TRIAGE")
    assert card["text"] == "#12 Resolved"


async def test_a_card_that_was_deleted_is_posted_anew(messenger, bot, store):
    show = ShowCard(ticket="t", audience=Audience.TRIAGE)
    first = await deliver(messenger, bot, show)
    await shown(store, bot, "card:triage", first)
    await bot.client.chat_delete(channel="C0TRIAGE", ts=first.ts)
    again = await deliver(messenger, bot, show, key="row-2")
    assert again.ts != first.ts
    assert [each["ts"] for each in await bot.slack.messages("C0TRIAGE", deleted=False)] == [again.ts]


async def test_staff_are_told_below_the_triage_card_or_at_the_top(messenger, bot, store):
    inform = Inform(key="i", ticket="t", words=WORDS)
    top = await deliver(messenger, bot, inform)
    await shown(store, bot, "card:triage", top)
    below = await deliver(messenger, bot, inform, key="row-2")
    await deliver(messenger, bot, replace(inform, ticket=None), key="row-3")
    assert [each["ts"] for each in await bot.slack.thread("C0TRIAGE", top.ts)] == [top.ts, below.ts]
    assert len(await bot.slack.messages("C0TRIAGE")) == 2


async def test_a_whisper_and_a_page_are_direct_messages_that_wake_nobody(messenger, bot, store):
    async with store.begin() as work:
        await work.texts.put("t1", "everything <!channel> is down", "U0BOB", "acme", bot.clock.now())
    await deliver(messenger, bot, Whisper(key="w", user="U0TOM", words=WORDS))
    receipt = await deliver(messenger, bot, PAGE, key="row-2")
    assert receipt.wakes is False
    _, page = await bot.slack.dms("tom")
    assert page["text"] == "P1 unacknowledged\n> everything &lt;!channel&gt; is down"
    assert page["blocks"][1]["elements"][0]["action_id"] == "act:own:0"


async def test_a_page_shows_what_is_doubtful_about_it(messenger, bot):
    receipt = await deliver(messenger, bot, PAGE, duplicate_risk=True, verified=False)
    (page,) = await bot.slack.dms("tom")
    assert receipt.marks == (DUPLICATE, UNVERIFIED)
    assert page["text"].startswith(f"⚠ {DUPLICATE}, {UNVERIFIED}")


async def test_a_page_to_nobody_goes_to_the_fallback_channel(messenger, bot):
    receipt = await deliver(messenger, bot, replace(PAGE, person=None, address="C0TRIAGE"))
    assert receipt.channel == "C0TRIAGE"
    with pytest.raises(Permanent, match="fallback_channel"):
        await deliver(messenger, bot, replace(PAGE, person=None))


@pytest.mark.parametrize(("pager", "why"), [("slack_dm", "can't be told"), ("pigeon", "no pager 'pigeon'")])
async def test_only_a_pager_that_rings_on_is_told_of_the_end(messenger, bot, pager, why):
    over = Close(key="c", page="pg_1", person="U0TOM", pager=pager, address="", secret="TOM_KEY", ending=Ending.OVER)
    with pytest.raises(Permanent, match=why):
        await deliver(messenger, bot, over)
    with pytest.raises(Permanent, match="set TOM_KEY"):
        await deliver(messenger, bot, replace(over, pager="pagerduty"))
    assert await messenger.find(row(bot, over)) is None


async def test_a_page_that_is_over_says_so_in_place(messenger, bot):
    receipt = await deliver(messenger, bot, PAGE)
    over = Amend(key="a", channel=receipt.channel, ts=receipt.ts, words=Internal(lines=(line("Acknowledged by Ana"),)))
    assert (await deliver(messenger, bot, over, key="row-2")).ts == receipt.ts
    (page,) = await bot.slack.dms("tom")
    assert page["text"] == "Acknowledged by Ana"
    assert [block["type"] for block in page["blocks"]] == ["section"]


async def test_a_page_to_somebody_deactivated_fails_for_good(messenger, bot):
    await deliver(messenger, bot, PAGE)
    await bot.slack.deactivate("tom")
    with pytest.raises(Refusal, match=r"deactivated: change people\.yml"):
        await deliver(messenger, bot, PAGE)


@pytest.mark.parametrize(
    ("kind", "ambiguous", "arrived"),
    [("error_before", True, 0), ("error_after", True, 1), ("reset_before", True, 0), ("reset_after", True, 1)],
)
async def test_after_a_doubtful_post_the_message_is_looked_for(messenger, bot, kind, ambiguous, arrived):
    await bot.slack.fault("chat.postMessage", kind, times=1)
    sent = row(bot, SAY)
    with pytest.raises(Retry) as failed:
        await messenger.deliver(sent, duplicate_risk=False)
    assert failed.value.ambiguous is ambiguous
    assert len(await bot.slack.messages("C0ACME")) == arrived
    found = await messenger.find(sent)
    assert (found is not None) == bool(arrived)
    if found:
        assert found.ts == (await bot.slack.messages("C0ACME"))[0]["ts"]


async def test_a_rate_limit_costs_no_attempt_and_names_its_seconds(messenger, bot):
    await bot.slack.fault("chat.postMessage", "rate_limited", times=1, retry_after=30)
    with pytest.raises(Retry) as failed:
        await deliver(messenger, bot, SAY)
    assert (failed.value.after, failed.value.spent, failed.value.ambiguous) == (30.0, False, False)


@pytest.mark.parametrize("code", ["channel_not_found", "is_archived", "missing_scope", "invalid_blocks", "brand_new"])
async def test_a_refusal_is_final_and_says_its_name(messenger, bot, code):
    await bot.slack.fault("chat.postMessage", "slack_error", times=1, error=code)
    with pytest.raises(Refusal, match=code):
        await deliver(messenger, bot, SAY)


@pytest.mark.parametrize(
    "effect",
    [
        replace(SAY, thread="root"),
        Inform(key="i", ticket=None, words=WORDS),
        Inform(key="i", ticket="t", words=WORDS),
        Whisper(key="w", user="U0TOM", words=WORDS),
        ShowCard(ticket="t", audience=Audience.CUSTOMER),
        PAGE,
    ],
)
async def test_whatever_was_posted_is_found_by_its_key_and_nothing_else_is(messenger, bot, effect):
    root = await bot.slack.post("C0ACME", "bob", "stuck")
    if isinstance(effect, Say):
        effect = replace(effect, thread=root)
    assert await messenger.find(row(bot, effect)) is None
    receipt = await deliver(messenger, bot, effect)
    await deliver(messenger, bot, effect, key="row-2")
    found = await messenger.find(row(bot, effect))
    assert (found.channel, found.ts) == (receipt.channel, receipt.ts)


async def test_what_cannot_be_looked_for_is_said(messenger, bot):
    await bot.slack.fault("conversations.history", "slack_error", times=1, error="channel_not_found")
    with pytest.raises(Retry):
        await messenger.find(row(bot, SAY))


async def test_replacing_needs_no_looking(messenger, bot, store):
    first = await deliver(messenger, bot, ShowCard(ticket="t", audience=Audience.TRIAGE))
    await shown(store, bot, "card:triage", first)
    assert await messenger.find(row(bot, ShowCard(ticket="t", audience=Audience.TRIAGE))) is None
    assert await messenger.find(row(bot, Amend(key="a", channel="D1", ts="1.1", words=WORDS))) is None


@pytest.mark.parametrize(("kind", "body"), [("Nonsense", b"{}"), ("Say", b"{}"), ("Say", b"not json")])
async def test_a_row_that_cannot_be_read_is_final(messenger, bot, kind, body):
    with pytest.raises(Permanent):
        await messenger.deliver(replace(row(bot, SAY), kind=kind, body=body), duplicate_risk=False)


async def test_an_unknown_pager_names_the_known_ones(messenger, bot):
    with pytest.raises(Permanent, match="slack_dm, webhook"):
        await deliver(messenger, bot, replace(PAGE, pager="carrier pigeon"))


async def test_a_brief_is_worded_when_it_is_sent_and_not_sent_with_nothing_to_say(bot, messenger):
    brief = Brief(key="brief/1", kind=BriefKind.BEGINS, person="U0TOM", at=PAGE.requested_at, rota="engineers")
    await deliver(messenger, bot, brief)
    assert [m["text"] for m in await bot.slack.dms("tom")] == ["Inside"]
    with pytest.raises(Needless):
        await deliver(messenger, bot, replace(brief, key="brief/2"))


async def test_who_is_still_in_slack_is_asked_anew_each_time(bot, messenger):
    check = CheckPerson(key="check/1", person="U0TOM")
    assert (await deliver(messenger, bot, check)).found == ""
    await bot.slack.deactivate("tom")
    assert (await deliver(messenger, bot, check)).found == "has a deactivated account in Slack"
    assert (await deliver(messenger, bot, replace(check, person="U0NOBODY"))).found == "is not known to Slack"
