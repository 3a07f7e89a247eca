"""How content the customer was: one tap each, counted once, with a comment for whoever likes."""

from harness import Stage, acts_in
from room import Room

SLOW = "P3: the nightly export is slow"


async def resolved(on: Stage, room: Room) -> str:
    ts = await room.post(SLOW)
    await room.reply(ts, "It is quick again.", by="ada")
    await on.press_triage("ada", "confirm_resolve")
    return ts


async def test_one_tap_rates_and_everybody_of_the_customer_counts_once(on: Stage, acme: Room) -> None:
    ts = await resolved(on, acme)
    await acme.press(ts, "amy", "rate", "good")
    await acme.press(ts, "amy", "rate", "good")
    await acme.press(ts, "axel", "rate", "bad")
    assert [(r.by, r.good) for r in (await on.ticket()).ratings] == [("U0AMY", True), ("U0AXEL", False)]
    assert "Thank you for your rating." in await acme.card(ts)
    triage = await on.triage()
    assert "👍 from <@U0AMY>" in triage
    assert "👎 from <@U0AXEL>" in triage
    assert len(await acme.cards(ts)) == 1


async def test_a_rating_may_be_changed_for_a_day_and_is_then_kept_kindly(on: Stage, acme: Room) -> None:
    ts = await resolved(on, acme)
    await acme.press(ts, "amy", "rate", "bad")
    await acme.press(ts, "amy", "rate", "good")
    assert [r.good for r in (await on.ticket()).ratings] == [True]
    await on.forward(days=2)
    await acme.press(ts, "amy", "rate", "bad")
    assert [r.good for r in (await on.ticket()).ratings] == [True]
    (told,) = await on.pages("amy")
    assert "You have rated #1 already, thank you." in told


async def test_a_comment_is_for_the_support_team_only_and_can_be_erased(on: Stage, acme: Room) -> None:
    ts = await resolved(on, acme)
    await acme.press(ts, "amy", "rate", "bad")
    assert (await on.press_form(acme, ts, "amy", "comment", comment="It took a week")) == {}
    assert "> It took a week" in await on.triage()
    assert "It took a week" not in await acme.card(ts)
    (rating,) = (await on.ticket()).ratings
    assert rating.comment is not None
    async with on.running.store.begin() as work:
        await work.texts.erase(rating.comment)
    assert "It took a week" not in str([row.body for row in await on.journal((await on.ticket()).id)])


async def test_a_comment_without_a_tap_is_asked_for_one(on: Stage, acme: Room) -> None:
    ts = await resolved(on, acme)
    await acme.press(ts, "amy", "rate", "good")
    errors = await on.press_form(acme, ts, "axel", "comment", comment="Quick and kind")
    assert "tap 👍 or 👎 first" in " ".join(errors.values())


async def test_staff_cannot_rate_themselves(on: Stage, acme: Room) -> None:
    ts = await resolved(on, acme)
    await acme.press(ts, "ada", "rate", "good")
    assert (await on.ticket()).ratings == ()
    assert "that button is for the customer" in (await on.pages("ada"))[-1]


async def test_what_is_open_again_can_be_rated_anew_once_it_is_resolved(on: Stage, acme: Room) -> None:
    ts = await resolved(on, acme)
    await acme.press(ts, "amy", "rate", "good")
    await on.forward(days=3)
    await acme.press(ts, "amy", "reopen")
    (card,) = await acme.cards(ts)
    assert "rate" not in acts_in(card)
    await on.press_triage("ada", "confirm_resolve")
    await acme.press(ts, "amy", "rate", "bad")
    assert [r.good for r in (await on.ticket()).ratings] == [False]
