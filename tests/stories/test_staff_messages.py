"""What the menu of a message does: a ticket is made of it, or it leaves the one that it is in."""

import pytest
from harness import Stage, utc
from room import Room

from ackline.sandbox.wire import Refused


class TestMaking:
    async def test_it_becomes_a_ticket_with_a_severity_and_a_note(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("thanks!")
        assert await on.tickets() == 0, "chatter opens none"
        await on.slack.shortcut("C0ACME", ts, "ada", "act:open")
        assert await on.fill_in("ada", severity="P2", note="He asked on the phone") == {}
        ticket = await on.ticket()
        assert ticket.requester == "U0AMY"
        assert ticket.assessed is not None
        assert (ticket.assessed.severity, ticket.assessed.by) == ("P2", "U0ADA")
        assert "High" in await acme.card(ts)
        assert "He asked on the phone" in await on.triage()
        assert "He asked" not in repr(await on.slack.thread("C0ACME", ts))

    async def test_like_the_emoji_its_clock_starts_at_the_message(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("thanks!")
        await on.forward(minutes=30)
        await on.slack.shortcut("C0ACME", ts, "cara", "act:open")
        assert await on.fill_in("cara") == {}
        measured = await on.clock_of("first_response")
        assert measured is not None
        assert measured.start == utc("2026-11-20T15:00:00Z")

    async def test_other_staff_may_make_one_but_set_no_severity(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("thanks!")
        await on.slack.shortcut("C0ACME", ts, "cara", "act:open")
        errors = await on.fill_in("cara", severity="P1")
        assert "leave it empty" in " ".join(errors.values())
        assert await on.tickets() == 0

    async def test_a_message_of_a_ticket_makes_no_second_one(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: exports look odd")
        await on.slack.shortcut("C0ACME", ts, "ada", "act:open")
        errors = await on.fill_in("ada")
        assert "belongs to #1 already" in " ".join(errors.values())
        assert await on.tickets() == 1

    @pytest.mark.parametrize("channel", ["C0TRIAGE", "C0GALE"])
    async def test_where_no_customer_is_bound_it_says_so_at_once(self, on: Stage, channel: str) -> None:
        ts = await on.slack.post(channel, "ada" if channel == "C0TRIAGE" else "gwen", "thanks!")
        await on.slack.shortcut(channel, ts, "ada", "act:open")
        assert await on.slack.views("ada") == []
        assert "No account is bound" in (await on.slack.ephemerals("ada"))[-1]["text"]

    async def test_a_guest_of_the_workspace_gets_no_form(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("thanks!")
        await on.slack.shortcut("C0ACME", ts, "gus", "act:open")
        assert await on.slack.views("gus") == []
        assert "support team" in (await on.slack.ephemerals("gus"))[-1]["text"]

    async def test_slack_gives_customers_no_such_menu(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("thanks!")
        with pytest.raises(Refused, match="external_user"):
            await on.slack.shortcut("C0ACME", ts, "amy", "act:open")

    async def test_a_message_that_was_deleted_meanwhile_is_said_to_be_gone(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("thanks!")
        await on.slack.shortcut("C0ACME", ts, "ada", "act:open")
        await on.slack.delete("C0ACME", ts)
        errors = await on.fill_in("ada")
        assert "not known here any more" in " ".join(errors.values())

    async def test_a_trigger_that_expired_is_told_and_the_next_choice_works(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("thanks!")
        await on.slack.fault("views.open", "slack_error", error="expired_trigger_id")
        await on.slack.shortcut("C0ACME", ts, "ada", "act:open")
        assert "could not be opened in time" in (await on.slack.ephemerals("ada"))[-1]["text"]
        await on.slack.shortcut("C0ACME", ts, "ada", "act:open")
        assert await on.fill_in("ada") == {}
        assert await on.tickets() == 1

    async def test_an_entry_of_another_version_says_so(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("thanks!")
        await on.slack.shortcut("C0ACME", ts, "ada", "act:frobnicate")
        assert "manifest" in (await on.slack.ephemerals("ada"))[-1]["text"]


class TestSplitting:
    async def test_a_reply_becomes_a_ticket_of_its_own_with_a_thread_of_its_own(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: exports look odd")
        await on.forward(minutes=10)
        other = await acme.reply(ts, "By the way, our invoices page answers 404")
        await on.slack.shortcut("C0ACME", other, "ada", "act:split")
        assert await on.fill_in("ada", severity="P2") == {}
        ticket, old = await on.ticket(2), await on.ticket(1)
        assert (ticket.split_from, ticket.previous, ticket.requester) == (1, old.id, "U0AMY")
        assert "Split from #1." in await on.triage(2)
        assert "*Split into #2* by <@U0ADA>" in await on.triage(1)

        tops = [m for m in await on.slack.messages("C0ACME") if m.get("bot_id")]
        (card,) = tops
        assert "> By the way, our invoices page answers 404" in card["text"]
        assert ticket.thread == card["ts"], "what is written below the card is the ticket's"
        await acme.reply(card["ts"], "It is the same in the other region")
        await acme.reply(card["ts"], "Mended", by="ben")
        assert (await on.ticket(2)).responded_at is not None
        assert (await on.ticket(1)).responded_at is None
        assert len(await acme.cards(ts)) == 1

    async def test_its_clock_starts_when_it_was_written(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: exports look odd")
        await on.forward(minutes=10)
        other = await acme.reply(ts, "By the way, our invoices page answers 404")
        await on.forward(minutes=10)
        await on.slack.shortcut("C0ACME", other, "ada", "act:split")
        await on.fill_in("ada")
        measured = await on.clock_of("first_response", 2)
        assert measured is not None
        assert f"{measured.start:%H:%M}" == "15:10"

    async def test_who_waits_since_that_message_only_waits_in_the_new_ticket(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: exports look odd")
        await acme.reply(ts, "This is how they look.", by="ada")
        await on.forward(minutes=10)
        other = await acme.reply(ts, "And our invoices page answers 404")
        assert (await on.ticket(1)).waiting_since is not None
        await on.slack.shortcut("C0ACME", other, "ada", "act:split")
        await on.fill_in("ada")
        assert (await on.ticket(1)).waiting_since is None

    async def test_one_message_of_a_burst_keeps_its_own_thread(self, on: Stage, acme: Room) -> None:
        await acme.post("Exports look odd")
        other = await acme.post("And our invoices page answers 404")
        assert await on.tickets() == 1
        await on.slack.shortcut("C0ACME", other, "ada", "act:split")
        await on.fill_in("ada")
        ticket = await on.ticket(2)
        assert (ticket.thread, ticket.detached) == (other, False)
        assert (await on.ticket(1)).roots == ((await on.ticket(1)).thread,)
        assert len(await acme.cards(other)) == 1

    @pytest.mark.parametrize(
        ("what", "why"),
        [
            ("first", "is what #1 is about"),
            ("staff", "Only what a customer wrote"),
            ("chatter", "belongs to no ticket"),
        ],
    )
    async def test_what_can_not_leave_is_said_to_stay(self, on: Stage, acme: Room, what: str, why: str) -> None:
        ts = await acme.post("P3: exports look odd")
        answer = await acme.reply(ts, "This is how they look.", by="ada")
        await on.forward(minutes=10)
        chosen = {"first": ts, "staff": answer, "chatter": await acme.post("thanks!")}[what]
        await on.slack.shortcut("C0ACME", chosen, "ada", "act:split")
        errors = await on.fill_in("ada")
        assert why in " ".join(errors.values())
        assert await on.tickets() == 1
