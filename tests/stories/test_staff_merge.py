"""Two tickets about one thing: one goes on in the other, and nothing that either was promised is softened."""

import envelope
from harness import Stage, utc
from room import Room


async def two(on: Stage, acme: Room, first: str, second: str) -> tuple[str, str]:
    """Two tickets of one customer, ten minutes apart, by two people."""
    one = await acme.post(first)
    await on.forward(minutes=10)
    return one, await acme.post(second, by="axel")


async def test_the_merged_one_ends_with_a_link_and_the_other_has_both(on: Stage, acme: Room) -> None:
    first, second = await two(on, acme, "P2: the export is slow", "P2: exports take for ever")
    await on.press_triage("ada", "merge", 2)
    (form,) = await on.slack.views("ada")
    (select,) = [b["element"] for b in form["blocks"] if b["block_id"] == "into"]
    assert [(o["value"], o["text"]["text"]) for o in select["options"]] == [("1", "#1 High: P2: the export is slow")]
    assert await on.fill_in("ada", into="1") == {}
    merged, survivor = await on.ticket(2), await on.ticket(1)
    assert (merged.status, merged.live) == ("merged", False)
    assert [m.number for m in survivor.merged] == [2]
    card = await acme.card(second)
    assert card.startswith("*#2*\nContinues in #1: <")
    assert "go to its thread" in card
    assert "*Merged into #1* by <@U0ADA>" in await on.triage(2)
    assert "*#2 was merged into this one* by <@U0ADA>:\n> P2: exports take for ever" in await on.triage(1)
    assert len(await acme.cards(first)) == 1, "the card is edited, nothing is said beside it"


async def test_what_is_written_in_the_merged_thread_is_the_others(on: Stage, acme: Room) -> None:
    _, second = await two(on, acme, "P2: the export is slow", "P2: exports take for ever")
    await on.dialog("ada", "merge", 2, into="1")
    await acme.reply(second, "Any news?", by="axel")
    assert (await on.ticket(1)).waiting_since is not None
    await acme.reply(second, "Mended, please try again.", by="ben")
    ticket = await on.ticket(1)
    assert ticket.responded_at is not None
    assert ticket.waiting_since is None
    await acme.react(second, "ada", "✅")
    assert (await on.ticket(1)).status == "resolved", "an emoji there counts like one on the first message"
    assert await on.tickets() == 2


async def test_the_due_times_of_both_are_kept(on: Stage, acme: Room) -> None:
    """Enterprise answers a P2 within 4 h: 19:00 for the first, which has its answer, 19:10 for the second."""
    first, _ = await two(on, acme, "P2: the export is slow", "P2: exports take for ever")
    await acme.reply(first, "We look into it.", by="ada")
    await on.dialog("ada", "merge", 2, into="1")
    shown = await on.triage(1)
    assert "First response of #2: due" in shown
    await on.until(utc("2026-11-20T19:09:00Z"))
    assert "breach" not in await on.triage(1)
    await on.until(utc("2026-11-20T19:11:00Z"))
    assert "*First response of #2 was due*" in await on.triage(1)


async def test_a_reply_after_merging_answers_both(on: Stage, acme: Room) -> None:
    first, _ = await two(on, acme, "P2: the export is slow", "P2: exports take for ever")
    await on.dialog("ada", "merge", 2, into="1")
    await acme.reply(first, "We look into it.", by="ada")
    await on.forward(hours=6)
    assert "breach" not in await on.triage(1)


async def test_the_more_urgent_severity_stays_and_its_ladder_goes_on_at_its_age(on: Stage, acme: Room) -> None:
    await two(on, acme, "P3: exports look odd", "P1: production is down")
    await on.press_triage("ada", "acknowledge", 1)
    await on.forward(minutes=10)
    await on.dialog("ben", "merge", 2, into="1")
    ticket = await on.ticket(1)
    assert (ticket.claimed.severity if ticket.claimed else "", ticket.acknowledged) == ("P1", False)
    assert "It is Critical now." in await on.triage(1)
    assert "*Over:* merged into #1" in repr(await on.pages("ada"))
    assert await on.pages("tom") == []
    await on.forward(minutes=5)
    assert len(await on.pages("tom")) == 1, "fifteen minutes after the P1 was posted, not after it was merged"


async def test_a_p1_that_somebody_has_takes_in_another_without_paging_again(on: Stage, acme: Room) -> None:
    await two(on, acme, "P1: production is down", "P1: nothing works here either")
    await on.press_triage("ada", "acknowledge", 1)
    await on.dialog("ada", "merge", 2, into="1")
    rung = len(on.phone.rung)
    await on.forward(minutes=30)
    assert len(on.phone.rung) == rung
    assert (await on.ticket(1)).acknowledged_by == "U0ADA"


async def test_whoever_asked_in_the_merged_one_is_a_requester_of_the_other(on: Stage, acme: Room) -> None:
    first, second = await two(on, acme, "P3: exports look odd", "P3: the same for me")
    await on.dialog("ada", "merge", 2, into="1")
    await acme.react(second, "axel", "🚨")
    ticket = await on.ticket(1)
    assert ticket.claimed is not None
    assert (ticket.claimed.severity, ticket.claimed.by) == ("P1", "U0AXEL")
    assert len(await on.rings("ada")) == 1
    assert "Critical" in await acme.card(first)


async def test_it_is_refused_where_it_would_soften_or_cross(on: Stage, acme: Room, birch: Room) -> None:
    await two(on, acme, "P2: the export is slow", "P2: exports take for ever")
    await birch.post("P1: production is down")
    one, two_ = await on.ticket(1), await on.ticket(2)
    assert await on.tickets() == 3

    async def merged(into: str) -> str:
        return await envelope.form_errors(on, "U0ADA", "T0HARBOUR", "merge", two_.id, {"into": into})

    assert "into itself" in await merged("2")
    assert "no open ticket #3 of this customer" in await merged("3")
    for strange in ("99", "#x", "-1", "9" * 40, "\u0661"):
        assert "by its number" in await merged(strange)
    assert (await on.ticket(2)).live
    assert (await on.ticket(1)) == one


async def test_what_is_promised_is_not_merged_into_what_is_excluded(on: Stage, cobalt: Room) -> None:
    await cobalt.post("Sev 2: please create a certificate for our worker")
    await on.forward(minutes=10)
    await cobalt.post("Sev 2: the worker does not start")
    await on.dialog("ada", "exclude", 1, code="certificates", reason="theirs")
    assert "merge the other way round" in (await on.dialog("ada", "merge", 2, into="1"))["into"]
    assert await on.dialog("ada", "merge", 1, into="2") == {}
    assert (await on.ticket(1)).status == "merged"
    measured = await on.clock_of("first_response", 2)
    assert measured is not None
    assert measured.due is not None


async def test_only_support_and_the_on_call_merge(on: Stage, acme: Room) -> None:
    await two(on, acme, "P2: the export is slow", "P2: exports take for ever")
    for who in ("cara", "tom"):
        errors = await on.dialog(who, "merge", 2, into="1")
        assert "support and on-call" in errors["into"]
    assert (await on.ticket(2)).live


async def test_a_late_reply_in_the_merged_thread_opens_a_new_ticket(on: Stage, acme: Room) -> None:
    _, second = await two(on, acme, "P2: the export is slow", "P2: exports take for ever")
    await on.dialog("ada", "merge", 2, into="1")
    await on.press_triage("ada", "confirm_resolve", 1)
    await on.forward(days=8)
    await acme.reply(second, "It is back, and nothing exports", by="axel")
    third = await on.ticket(3)
    assert third.previous == (await on.ticket(1)).id
