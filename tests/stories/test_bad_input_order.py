"""Slack delivers late, twice, in any order, and nothing is lost or counted twice."""

from harness import Stage
from room import Room


async def test_a_staff_reply_that_comes_before_its_parent_still_answers_it(on: Stage, acme: Room) -> None:
    await on.slack.line("held")
    ts = await acme.post("P1: production is down")
    await acme.reply(ts, "We are on it.", by="ada")
    await on.slack.release(order="reversed")
    await on.forward(minutes=1)
    ticket = await on.ticket()
    assert ticket.responded_at is not None
    assert ticket.acknowledged_by == "U0ADA"


async def test_an_emoji_that_comes_before_its_parent_still_acknowledges(on: Stage, acme: Room) -> None:
    await on.slack.line("held")
    ts = await acme.post("P1: production is down")
    await acme.react(ts, "ada", "👀")
    await on.slack.release(order="reversed")
    await on.forward(minutes=1)
    assert (await on.ticket()).acknowledged_by == "U0ADA"
    await on.forward(minutes=40)
    assert await on.pages("tom") == []


async def test_an_edit_that_comes_before_its_parent_still_claims(on: Stage, acme: Room) -> None:
    await on.slack.line("held")
    ts = await acme.post("production is slow")
    await on.slack.edit("C0ACME", ts, "P1: production is down")
    await on.slack.release(order="reversed")
    await on.forward(minutes=1)
    assert await on.tickets() == 1
    ticket = await on.ticket()
    assert ticket.claimed is not None
    assert ticket.claimed.severity == "P1"
    assert "production is down" in await on.triage()


async def test_a_deletion_that_comes_before_its_message_still_withdraws(on: Stage, acme: Room) -> None:
    await on.slack.line("held")
    ts = await acme.post("P1: production is down")
    await on.slack.delete("C0ACME", ts)
    await on.slack.release(order="reversed")
    await on.forward(minutes=1)
    assert (await on.ticket()).status == "withdrawn"
    assert "production is down" not in await on.triage()


async def test_a_customers_reply_that_comes_before_its_parent_is_not_lost(on: Stage, acme: Room) -> None:
    await on.slack.line("held")
    ts = await acme.post("The export is slow")
    await acme.reply(ts, "P1: and now everything is down")
    await on.slack.release(order="reversed")
    await on.forward(minutes=1)
    claims = [(await on.ticket(n)).claimed for n in range(1, await on.tickets() + 1)]
    assert any(claim is not None and claim.severity == "P1" for claim in claims)
    assert len(await on.rings("ada")) == 1


async def test_everything_in_any_order_ends_the_same(on: Stage, acme: Room) -> None:
    await on.slack.line("held")
    ts = await acme.post("P1: production is down")
    await acme.react(ts, "ada", "👀")
    await acme.reply(ts, "We are on it.", by="ada")
    await acme.reply(ts, "It is the login service.")
    await on.slack.release(order="shuffled", seed=7)
    await on.forward(minutes=1)
    ticket = await on.ticket()
    assert ticket.acknowledged_by == "U0ADA"
    assert ticket.responded_at is not None
    assert await on.tickets() == 1


async def test_one_message_under_five_event_ids_is_one_ticket_and_one_page(on: Stage, acme: Room) -> None:
    await on.slack.copies(5, same_id=False)
    ts = await acme.post("P1: production is down")
    assert await on.tickets() == 1
    assert len(await acme.cards(ts)) == 1
    assert len(await on.rings("ada")) == 1


async def test_an_event_that_slack_sends_again_changes_nothing(on: Stage, acme: Room) -> None:
    ts = await acme.post("P1: production is down")
    (sent,) = await on.slack.events("message", limit=1)
    before = await on.journal((await on.ticket()).id)
    await on.slack.redeliver(sent["payload"]["event_id"])
    assert await on.journal((await on.ticket()).id) == before
    assert len(await acme.cards(ts)) == 1


async def test_an_emoji_put_on_taken_off_and_put_on_again_counts_each_time(on: Stage, acme: Room) -> None:
    ts = await acme.post("P1: production is down")
    await acme.react(ts, "ada", "👀")
    await acme.unreact(ts, "ada", "👀")
    await on.forward(minutes=1)
    assert (await on.ticket()).status == "open"
    await acme.react(ts, "ada", "👀")
    assert (await on.ticket()).status == "acknowledged"
    await on.forward(minutes=40)
    assert await on.pages("tom") == []


async def test_an_emoji_added_removed_and_added_out_of_order_counts_as_there(on: Stage, acme: Room) -> None:
    ts = await acme.post("P1: production is down")
    await on.slack.line("held")
    await acme.react(ts, "ada", "👀")
    await acme.unreact(ts, "ada", "👀")
    await acme.react(ts, "ada", "👀")
    await on.slack.release(order="reversed")
    await on.forward(minutes=2)
    assert (await on.ticket()).status == "acknowledged"


async def test_a_burst_is_one_request_with_every_root_on_it(on: Stage, acme: Room) -> None:
    first = await acme.post("Hello, the export fails")
    second = await acme.post("it says timeout after a minute")
    await on.forward(minutes=4)
    await acme.post("any idea?")
    assert await on.tickets() == 1
    assert len(await acme.cards(first)) == 1
    assert await acme.cards(second) == []
    await acme.reply(second, "It is the nightly job.", by="ada")
    assert (await on.ticket()).responded_at is not None, "an answer to any message of the burst answers it"


async def test_an_explicit_severity_breaks_the_burst(on: Stage, acme: Room) -> None:
    await acme.post("How do I export a report?")
    await acme.post("P1: production is down")
    assert await on.tickets() == 2
    assert (await on.ticket(1)).claimed is None
    assert len(await on.rings("ada")) == 1


async def test_an_edit_that_adds_a_claim_pages(on: Stage, acme: Room) -> None:
    ts = await acme.post("production is slow")
    assert on.phone.rung == []
    await on.forward(minutes=10)
    await on.slack.edit("C0ACME", ts, "P1: production is down")
    assert len(await on.rings("ada")) == 1
    assert "#1 · Critical (as you marked it)" in await acme.card(ts)
    assert "> P1: production is down" in await on.triage()


async def test_an_unfurled_link_is_no_edit(on: Stage, acme: Room) -> None:
    ts = await acme.post("The export fails, see https://acme.example/export")
    before = await on.journal((await on.ticket()).id)
    await on.slack.unfurl("C0ACME", ts, "https://acme.example/export")
    assert await on.journal((await on.ticket()).id) == before


async def test_a_first_message_deleted_before_any_reply_withdraws_and_leaves_no_words_behind(
    on: Stage, acme: Room
) -> None:
    ts = await acme.post("P1: the password of our database is hunter2")
    assert len(await on.rings("ada")) == 1
    await on.slack.delete("C0ACME", ts)
    assert (await on.ticket()).status == "withdrawn"
    assert "*Withdrawn:*" in await on.triage()
    assert "hunter2" not in await on.triage()
    assert "hunter2" not in "\n".join(await on.pages("ada"))
    await on.forward(minutes=40)
    assert len(await on.rings("ada")) == 1
    assert await on.pages("tom") == []
    assert on.words_kept("hunter2") == []


async def test_a_message_deleted_after_a_reply_keeps_the_ticket_without_its_words(on: Stage, acme: Room) -> None:
    ts = await acme.post("P1: the password of our database is hunter2")
    await acme.reply(ts, "We are on it.", by="ada")
    await on.slack.delete("C0ACME", ts)
    ticket = await on.ticket()
    assert ticket.status == "acknowledged"
    assert "hunter2" not in await on.triage()
    assert "_(removed)_" in await on.triage()
