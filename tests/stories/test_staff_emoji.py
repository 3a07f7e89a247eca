"""Emoji that were put by mistake: taken off within a minute they leave nothing behind, later it says what to press."""

from harness import Stage
from room import Room


async def after(on: Stage, seconds: float) -> None:
    await on.forward(minutes=seconds / 60)


class TestResolving:
    async def test_taken_off_in_time_it_is_as_it_was(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P2: the export is slow")
        await acme.react(ts, "ada", "👀")
        before = await on.ticket()
        await acme.react(ts, "ada", "✅")
        assert (await on.ticket()).status == "resolved"
        await after(on, 30)
        await acme.unreact(ts, "ada", "✅")
        ticket = await on.ticket()
        assert (ticket.status, ticket.acknowledged_by, ticket.resolved_at) == ("acknowledged", "U0ADA", None)
        assert ticket.episode == before.episode, "nothing begins anew"
        assert ticket.reports == (), "and no report is owed"
        assert "Resolved" not in await acme.card(ts)
        assert "*Taken back: :white_check_mark:* by <@U0ADA>." in await on.triage()

    async def test_a_pending_ticket_is_pending_again(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P2: the export is slow")
        await on.press_triage("ada", "pend")
        await acme.react(ts, "ada", "✅")
        await acme.unreact(ts, "ada", "✅")
        assert (await on.ticket()).status == "pending"

    async def test_taken_off_too_late_it_says_how_to_reopen(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P2: the export is slow")
        await acme.react(ts, "ada", "✅")
        await after(on, 61)
        await acme.unreact(ts, "ada", "✅")
        assert (await on.ticket()).status == "resolved"
        assert (await on.pages("ada"))[-1] == "*#1* stays resolved: press Reopen on its card."
        await on.press_triage("ada", "reopen")
        assert (await on.ticket()).status == "open"

    async def test_what_happened_since_is_not_undone(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P2: the export is slow")
        await acme.react(ts, "ada", "✅")
        await acme.reply(ts, "No, it still hangs")
        episode = (await on.ticket()).episode
        await acme.unreact(ts, "ada", "✅")
        ticket = await on.ticket()
        assert (ticket.status, ticket.episode) == ("open", episode)

    async def test_somebody_elses_emoji_undoes_nothing(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P2: the export is slow")
        await acme.react(ts, "ada", "✅")
        await acme.react(ts, "ben", "✅")
        await acme.unreact(ts, "ben", "✅")
        assert (await on.ticket()).status == "resolved"


class TestPending:
    async def test_an_open_ticket_is_open_again_and_its_ladder_goes_on(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P1: production is down")
        await acme.react(ts, "ada", "⏸️")
        assert (await on.ticket()).status == "pending"
        await after(on, 20)
        await acme.unreact(ts, "ada", "⏸️")
        ticket = await on.ticket()
        assert (ticket.status, ticket.acknowledged) == ("open", False)
        await on.forward(minutes=16)
        assert len(await on.pages("tom")) == 1

    async def test_later_it_resumes_and_whoever_had_it_has_it(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P1: production is down")
        await acme.react(ts, "ada", "⏸️")
        await on.forward(minutes=5)
        await acme.unreact(ts, "ada", "⏸️")
        ticket = await on.ticket()
        assert (ticket.status, ticket.acknowledged_by) == ("acknowledged", "U0ADA")


class TestSeverity:
    async def test_a_siren_put_by_mistake_is_taken_back_with_its_page(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: exports look odd")
        await acme.react(ts, "ada", "👀")
        await acme.react(ts, "amy", "🚨")
        assert ((await on.ticket()).acknowledged, len(await on.rings("ada"))) == (False, 1)
        await after(on, 20)
        await acme.unreact(ts, "amy", "🚨")
        ticket = await on.ticket()
        assert ticket.claimed is not None
        assert (ticket.claimed.severity, ticket.acknowledged_by) == ("P3", "U0ADA")
        assert "*Over:*" in (await on.pages("ada"))[-1]
        rung = len(on.phone.rung)
        await on.forward(minutes=40)
        assert len(on.phone.rung) == rung
        assert "*Taken back: :rotating_light:* by <@U0AMY>." in await on.triage()

    async def test_put_again_it_pages_again(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: exports look odd")
        await acme.react(ts, "amy", "🚨")
        await acme.unreact(ts, "amy", "🚨")
        await on.forward(minutes=2)
        await acme.react(ts, "amy", "🚨")
        assert len(await on.rings("ada")) == 2
        assert "Critical" in await acme.card(ts)

    async def test_later_the_claim_stands(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: exports look odd")
        await acme.react(ts, "amy", "🚨")
        await after(on, 61)
        await acme.unreact(ts, "amy", "🚨")
        ticket = await on.ticket()
        assert ticket.claimed is not None
        assert ticket.claimed.severity == "P1"


async def test_eyes_taken_off_leave_a_minute_and_then_the_ladder_goes_on(on: Stage, acme: Room) -> None:
    ts = await acme.post("P1: production is down")
    await acme.react(ts, "ada", "👀")
    await acme.unreact(ts, "ada", "👀")
    await after(on, 50)
    assert (await on.ticket()).acknowledged
    await after(on, 15)
    assert not (await on.ticket()).acknowledged
    assert "*Nobody has this one any more:*" in await on.triage()


class TestTheTicketEmojiOnATicketsMessage:
    """🎫 on what belongs to a ticket already."""

    async def test_on_another_message_of_the_ticket_it_says_so_and_how_to_part_them(
        self, on: Stage, acme: Room
    ) -> None:
        ts = await acme.post("P3: my stack is slow")
        other = await acme.reply(ts, "By the way, our invoices page answers 404")
        await acme.react(other, "ada", "🎫")
        (told,) = await on.pages("ada")
        assert "This message belongs to #1 already." in told
        assert "Split into its own ticket" in told
        assert await on.tickets() == 1

    async def test_of_our_own_answer_nothing_can_be_split(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: my stack is slow")
        answer = await acme.reply(ts, "We are looking.", by="ben")
        await acme.react(answer, "ada", "🎫")
        (told,) = await on.pages("ada")
        assert told.endswith("This message belongs to #1 already.")

    async def test_on_the_message_that_it_is_about_it_is_what_it_says(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: my stack is slow")
        await acme.react(ts, "ada", "🎫")
        assert await on.pages("ada") == []
        assert await on.tickets() == 1
