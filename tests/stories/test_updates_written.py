"""Updates and the all clear that staff write from the triage card: posted once, under their name, and counted."""

import pytest
from harness import Stage, acts_in
from room import Room

SEV1 = "Sev 1: the API is down for everybody"
NOW, DOING, WHO = "The API answers slowly again", "We are adding nodes", "Everybody in Europe"


@pytest.mark.cites("GRU-6", "GRU-7", "GRU-1")
async def test_a_first_update_meets_response_and_first_update_and_promises_the_next(on: Stage, dune: Room) -> None:
    ts = await dune.post(SEV1)
    await on.press_triage("ada", "update")
    (form,) = await on.slack.views("ada")
    assert "We know what it is and are working on it." in form["blocks"][0]["text"]["text"]
    assert "don't know the cause yet" in form["blocks"][0]["text"]["text"]
    assert await on.fill_in("ada", now=NOW, doing=DOING, affected=WHO, next="30") == {}
    card, said = await dune.cards(ts)
    assert said["text"].splitlines()[:4] == [
        "*Update on #1* from Ada",
        f"*What happens now:* {NOW}",
        f"*What we are doing:* {DOING}",
        f"*Who is affected:* {WHO}",
    ]
    assert said["text"].splitlines()[4].startswith("You hear from us again by <!date^")
    ticket = await on.ticket()
    assert ticket.responded_at == ticket.first_updated_at is not None
    assert ticket.acknowledged_by == "U0ADA"
    assert ticket.next_update_at is not None
    assert ticket.updated_at is not None
    assert (ticket.next_update_at - ticket.updated_at).total_seconds() == 1800
    assert "Next update target: by <!date^" in card["text"]
    await on.forward(minutes=31)
    assert "Next update was due" in await on.triage()


@pytest.mark.cites("GRU-7")
async def test_every_update_names_the_time_of_the_next(on: Stage, dune: Room) -> None:
    ts = await dune.post(SEV1)
    await on.press_triage("ada", "update")
    sent = await on.slack.submit("ada", {"now": NOW})
    assert not sent.sent, "Slack's own client asks for it"
    assert len(await dune.cards(ts)) == 1


@pytest.mark.cites("GRU-6")
async def test_the_second_update_is_shown_the_wording_of_a_regular_one(on: Stage, dune: Room) -> None:
    await dune.post(SEV1)
    assert await on.dialog("ada", "update", now=NOW, next="15") == {}
    await on.press_triage("ada", "update")
    (form,) = await on.slack.views("ada")
    assert "What has changed in the timeline" in form["blocks"][0]["text"]["text"]


async def test_where_no_updates_are_promised_the_form_asks_for_no_time(on: Stage, acme: Room) -> None:
    ts = await acme.post("P1: production is down")
    await on.press_triage("ada", "update")
    (form,) = await on.slack.views("ada")
    assert [block.get("block_id") for block in form["blocks"] if block["type"] == "input"] == [
        "now", "doing", "affected",
    ]  # fmt: skip
    assert await on.fill_in("ada", now="Looking into it <!channel>, *really*") == {}
    said = (await acme.cards(ts))[1]["text"]
    assert "<!channel>" not in said
    assert "&lt;!channel&gt;" in said
    assert (await on.ticket()).responded_at is not None


async def test_an_update_does_not_tell_one_customer_of_another(on: Stage, acme: Room, dune: Room) -> None:
    await dune.post("Sev 3: one page is slow")
    ts = await acme.post("P3: the nightly export is slow")
    errors = await on.dialog("ada", "update", 2, now="It is the same as #1")
    assert "#1 is another customer's ticket" in " ".join(errors.values())
    errors = await on.dialog("ada", "update", 2, now="See C0TRIAGE")
    assert "a channel that this customer does not know" in " ".join(errors.values())
    assert len(await acme.cards(ts)) == 1
    assert await on.dialog("ada", "update", 2, now="Sand from a Dune is in #2, no more of #400") == {}
    assert len(await acme.cards(ts)) == 2
    assert "*The customer reads the name of Dune.* Was that meant?" in await on.triage(2)


@pytest.mark.cites("GRU-8", "GRU-9")
async def test_the_all_clear_resolves_with_a_summary_and_says_that_a_review_follows(on: Stage, dune: Room) -> None:
    ts = await dune.post(SEV1)
    await dune.reply(ts, "We know the cause. Next update in 30 min.", by="ada")
    assert await on.dialog("ada", "all_clear", summary="A full disk; it is monitored now") == {}
    card, said = await dune.cards(ts)
    assert said["text"].splitlines() == [
        "*All clear on #1* from Ada: all works again.",
        "*In short:* A full disk; it is monitored now",
        "A full review follows, and we share what we learn from it.",
    ]
    ticket = await on.ticket()
    assert (ticket.status, ticket.resolved_by) == ("resolved", "U0ADA")
    assert ticket.cleared_at == ticket.resolved_at
    assert "Resolved." in card["text"]
    assert "waits for the all clear" not in await on.triage()
    assert "request_report" in "".join(acts_in(card)), "the analysis is shared upon request"
    await on.forward(hours=2)
    assert "breach" not in await on.triage(), "no update is due any more"


@pytest.mark.cites("GRU-8")
async def test_resolved_without_an_all_clear_staff_are_asked_for_it_once(on: Stage, dune: Room) -> None:
    ts = await dune.post(SEV1)
    await dune.reply(ts, "Fixed.", by="ada")
    await on.press_triage("ada", "confirm_resolve")
    triage = await on.triage()
    assert triage.count("*The customer waits for the all clear*") == 1
    assert "All clear: not given yet (`GRU-8`)" in triage
    assert await on.dialog("ada", "all_clear", summary="A full disk") == {}
    assert len(await dune.cards(ts)) == 2
    assert "All clear: not given yet" not in await on.triage()
    await dune.press(ts, "dora", "reopen")
    await on.press_triage("ada", "confirm_resolve")
    assert (await on.triage()).count("*The customer waits for the all clear*") == 2


async def test_a_customer_who_says_solved_needs_no_all_clear(on: Stage, dune: Room) -> None:
    ts = await dune.post("Sev 3: one page is slow")
    await dune.press(ts, "dora", "solved")
    assert "all clear" not in (await on.triage()).lower()


@pytest.mark.cites("GRU-9")
async def test_an_analysis_is_written_kept_and_shared_when_the_customer_asks(on: Stage, dune: Room) -> None:
    ts = await dune.post(SEV1)
    await dune.reply(ts, "Fixed.", by="ada")
    assert await on.dialog("ada", "all_clear", summary="A full disk") == {}
    assert await on.dialog("ada", "draft", link="https://wiki.harbour.example/rca/1") == {}
    triage = await on.triage()
    assert "written, kept until the customer asks" in triage
    told = triage.count("Root cause analysis")
    await on.forward(days=30)
    assert (await on.triage()).count("Root cause analysis") == told, "nobody is reminded of what is done"
    await dune.press(ts, "dora", "request_report")
    assert "It is written: please share it." in await on.triage()
    assert (
        "Root cause analysis: you asked for it, and find it here once it is ready." in (await dune.cards(ts))[0]["text"]
    )
    kept = [(row.kind, row.why) for row in await on.journal((await on.ticket()).id)]
    assert any("requested by U0DORA" in why[0] for kind, why in kept if kind == "Acted" and why)
    assert await on.dialog("ada", "publish", link="https://wiki.harbour.example/rca/1") == {}
    assert "): published" in await on.triage()
    assert "you asked for it" not in (await dune.cards(ts))[0]["text"]
