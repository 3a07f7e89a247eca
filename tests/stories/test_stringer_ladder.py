"""An Enterprise P1 under Stringer: who is called, when, and what stops it."""

from datetime import timedelta

import pytest
from harness import Stage
from room import Room

MINUTE = timedelta(minutes=1)
MOMENT = timedelta(milliseconds=1)
DOWN = "P1: production is down, nobody can log in"


@pytest.mark.cites("STR-1", "STR-6", "STR-8", "STR-9", "STR-10")
async def test_a_p1_nobody_sees_reaches_the_tam_and_then_the_vp(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    opened = (await on.ticket()).opened_at
    response = await on.clock_of("first_response")
    assert response is not None
    assert (response.due, response.clause) == (opened + timedelta(hours=1), "STR-1")
    assert "Critical (as you marked it)" in await acme.card(ts)
    triage = await on.triage()
    assert DOWN in triage
    assert "Paging the on-call" in triage
    assert len(await on.rings("ada")) == 1
    assert "STR-8" in (await on.pages("ada"))[0]

    await on.until(opened + 15 * MINUTE - MOMENT)
    assert await on.pages("tom") == []
    await on.until(opened + 15 * MINUTE)
    (page,) = await on.pages("tom")
    assert "Posted 15 min ago; nobody has it." in page
    assert "STR-9" in page
    assert "Tried 15 min ago: on-call <@U0ADA>, delivered by " in page and ", no answer." in page

    await on.until(opened + 28 * MINUTE - MOMENT)
    assert await on.rings("vera") == []
    await on.until(opened + 28 * MINUTE)
    assert len(await on.rings("vera")) == 1
    (page,) = await on.pages("vera")
    assert "STR-10" in page
    assert "to be reached by" in page
    assert "15:30" in page
    assert len(await acme.cards(ts)) == 1


@pytest.mark.cites("STR-8")
async def test_the_on_call_is_called_every_five_minutes_until_somebody_has_it(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.forward(minutes=14)
    assert len(await on.rings("ada")) == 3
    await acme.react(ts, "ben", "👀")
    await on.forward(hours=0.5)
    assert len(await on.rings("ada")) == 3
    assert all("Over:* acknowledged by <@U0BEN>" in page for page in await on.pages("ada"))


@pytest.mark.cites("STR-8")
async def test_a_customers_eyes_stop_nothing_and_a_staff_members_stop_the_ladder(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await acme.react(ts, "axel", "👀")
    assert (await on.ticket()).status == "open"
    await acme.react(ts, "ada", "👀")
    ticket = await on.ticket()
    assert (ticket.status, ticket.acknowledged_by) == ("acknowledged", "U0ADA")
    assert "Ada has seen it." in await acme.card(ts)
    assert "Acknowledged by <@U0ADA>" in await on.triage()
    await on.forward(minutes=40)
    assert await on.pages("tom") == []
    assert await on.rings("vera") == []


async def test_other_staff_who_look_stop_nothing(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await acme.react(ts, "cara", "👀")
    await acme.react(ts, "tom", "👀")
    await on.forward(minutes=15)
    assert (await on.ticket()).status == "open"
    assert len(await on.pages("tom")) == 1


@pytest.mark.cites("STR-10")
async def test_a_tam_who_has_seen_it_is_not_the_end_of_the_ladder(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    await on.forward(minutes=16)
    await on.press_page("tom", "seen")
    assert (await on.ticket()).status == "open"
    before = len(await on.rings("ada"))
    await on.forward(minutes=14)
    assert len(await on.rings("vera")) == 1
    assert len(await on.rings("ada")) > before


async def test_a_tam_who_takes_ownership_stops_the_ladder(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    await on.forward(minutes=16)
    await on.press_page("tom", "own")
    ticket = await on.ticket()
    assert (ticket.status, ticket.acknowledged_by) == ("acknowledged", "U0TOM")
    await on.forward(minutes=20)
    assert await on.rings("vera") == []
    assert "acknowledged by <@U0TOM>" in (await on.pages("tom"))[0]


async def test_an_on_call_who_acknowledges_in_the_page_stops_the_ladder(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    await on.press_page("ada", "acknowledge")
    assert (await on.ticket()).acknowledged_by == "U0ADA"
    await on.forward(minutes=30)
    assert await on.pages("tom") == []


async def test_an_acknowledgement_made_while_the_bot_was_down_stops_the_ladder(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.forward(minutes=2)
    await on.stop_bot()
    await on.slack.react(acme.channel, ts, "ada", "👀")
    await on.forward(minutes=40)
    await on.return_of_the_bot()
    assert (await on.ticket()).acknowledged_by == "U0ADA"
    assert await on.pages("tom") == []
    assert await on.rings("vera") == []
    assert len(await on.rings("ada")) == 1


async def test_an_answer_given_while_the_bot_was_down_stops_the_ladder_and_meets_the_response(
    on: Stage, acme: Room
) -> None:
    ts = await acme.post(DOWN)
    await on.stop_bot()
    await on.forward(minutes=10)
    await acme.reply(ts, "We see it and are rolling back.", by="ada")
    await on.forward(minutes=30)
    await on.return_of_the_bot()
    response = await on.clock_of("first_response")
    assert response is not None
    assert response.met_at is not None
    assert timedelta(minutes=10) <= response.met_at - response.start < 11 * MINUTE
    assert await on.pages("tom") == []


async def test_the_last_look_finds_an_acknowledgement_whose_event_never_came(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.slack.line("lost")
    await acme.react(ts, "ada", "👀")
    await on.slack.line("open")
    assert (await on.ticket()).status == "open"
    await on.forward(minutes=15)
    assert (await on.ticket()).acknowledged_by == "U0ADA"
    assert await on.pages("tom") == []


async def test_a_page_leaves_marked_unverified_when_slack_cannot_be_read(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    await on.forward(minutes=14)
    await on.slack.fault("conversations.replies", "slack_error", times=50, error="internal_error")
    await on.forward(minutes=1)
    (page,) = await on.pages("tom")
    assert "unverified" in page


@pytest.mark.cites("STR-9", "STR-10")
async def test_after_an_outage_only_the_highest_step_wakes_and_the_lower_one_is_told_once(
    on: Stage, acme: Room
) -> None:
    await acme.post(DOWN)
    await on.forward(minutes=1)
    await on.stop_bot()
    await on.forward(minutes=40)
    await on.return_of_the_bot()
    (told,) = await on.pages("tom")
    assert "You would have been paged 26 min ago as TAM" in told
    assert len(await on.rings("vera")) == 1
    (page,) = await on.pages("vera")
    assert "This page is 13 min late: Ackline was down." in page
    triage = await on.triage()
    assert triage.count("Overtaken by a later step, told only: the TAM") == 1
    assert "Paging the VP* <@U0VERA>, 13 min late because Ackline was down" in triage
    assert "First response is due" not in triage
    await on.forward(minutes=3)
    assert len(await on.pages("tom")) == 1


async def test_a_page_that_an_outage_made_late_says_so_and_its_repeats_do_not(on: Stage, birch: Room) -> None:
    await birch.post(DOWN)
    await on.stop_bot()
    await on.forward(hours=2)
    await on.return_of_the_bot()
    await on.forward(minutes=6)
    first, again = await on.rings("ada")
    assert "This page is 90 min late: Ackline was down." in first
    assert "(call 2)" in again and "late" not in again


async def test_a_p1_posted_during_an_outage_is_found_and_counted_from_its_message(on: Stage, acme: Room) -> None:
    await on.forward(minutes=5)
    await on.stop_bot()
    ts = await acme.post(DOWN)
    posted = on.slack.now
    await on.forward(minutes=16)
    await on.return_of_the_bot()
    ticket = await on.ticket()
    assert posted - ticket.opened_at < MINUTE
    assert len(await on.pages("tom")) == 1
    assert "Critical" in await acme.card(ts)


async def test_a_vp_whose_phone_fails_is_told_directly_and_the_failure_is_loud(on: Stage, acme: Room) -> None:
    on.phone.status = 500
    await acme.post(DOWN)
    await on.forward(minutes=30)
    assert len(await on.pages("vera")) == 1
    loud = "\n".join(m["text"] for m in await on.slack.messages("fallback"))
    assert "Nobody could be woken as VP.* Whoever reads this: please take it." in loud
    assert "P1 at Acme: #1" in loud
    assert "nobody could be woken; the fallback channel was told" in await on.triage()
    assert "P1 at Acme: #1" in (await on.pages("ben"))[0]


class TestWithTheVpPagedAlways:
    """The other reading of STR-10."""

    @pytest.fixture
    def accounts(self, accounts: str) -> str:
        """accounts.yml with the option taken."""
        return accounts.replace("contracts:\n", "contracts:\n  stringer:\n    settings: {vp-page: always}\n", 1)

    @pytest.mark.cites("STR-10")
    async def test_an_acknowledged_p1_still_reaches_the_vp_and_a_resolved_one_does_not(
        self, on: Stage, acme: Room
    ) -> None:
        ts = await acme.post(DOWN)
        await acme.react(ts, "ada", "👀")
        await on.forward(minutes=30)
        assert await on.pages("tom") == []
        (page,) = await on.pages("vera")
        assert "Posted 28 min ago." in page
        assert len(await on.rings("vera")) == 1
        second = await acme.post(DOWN, by="axel")
        await acme.reply(second, "It is back.", by="ada")
        await on.press_triage("ada", "confirm_resolve", 2)
        await on.forward(minutes=30)
        assert len(await on.rings("vera")) == 1
