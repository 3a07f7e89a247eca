"""A customer fills in how far it reaches and what it costs: it counts like a message, and can be erased like one."""

from harness import Stage
from room import Room

EXTENT, IMPACT = "Two of our three regions, since 13:00", "Nobody there can ship an order"


async def test_details_are_read_by_staff_and_end_a_wait(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: the nightly export is slow")
    await acme.reply(ts, "Which regions?", by="ada")
    await on.press_triage("ada", "pend")
    assert await on.press_form(acme, ts, "axel", "add_details", extent=EXTENT, impact=IMPACT) == {}
    ticket = await on.ticket()
    assert ticket.status == "acknowledged"
    assert ticket.waiting_since is not None, "the customer waits for an answer, as after a message"
    triage = await on.triage()
    assert f"How far it reaches:\n> {EXTENT}" in triage
    assert f"What it costs them:\n> {IMPACT}" in triage
    card = await acme.card(ts)
    assert EXTENT not in card
    assert "Next response SLA: by" in card


async def test_details_may_claim_a_severity_like_a_message(on: Stage, acme: Room) -> None:
    ts = await acme.post("the nightly export is slow")
    assert await on.press_form(acme, ts, "amy", "add_details", extent="P1: production is down for everybody") == {}
    claimed = (await on.ticket()).claimed
    assert claimed is not None
    assert claimed.severity == "P1"
    assert len(await on.rings("ada")) == 1


async def test_an_empty_form_says_what_is_missing_and_changes_nothing(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: the nightly export is slow")
    before = await on.ticket()
    errors = await on.press_form(acme, ts, "amy", "add_details")
    assert "at least one of the two" in " ".join(errors.values())
    assert await on.ticket() == before
    assert await on.pages("amy") == [], "it was read in the form"


async def test_details_stand_in_no_journal_and_are_gone_when_erased(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: the nightly export is slow")
    await on.press_form(acme, ts, "amy", "add_details", extent=EXTENT)
    (details,) = (await on.ticket()).details
    assert details.extent is not None
    async with on.running.store.begin() as work:
        await work.texts.erase(details.extent)
    assert on.words_kept(EXTENT) == []


async def test_staff_are_sent_to_the_thread(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: the nightly export is slow")
    errors = await on.press_form(acme, ts, "ada", "add_details", extent=EXTENT)
    assert "This form is for the customer" in " ".join(errors.values())
