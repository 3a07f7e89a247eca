"""A security incident: staff say that it is one; the on-call is called, the bridge joined, a report is owed."""

import re

import pytest
from harness import Stage, acts_in, utc
from room import Room

BRIDGE = "https://meet.acme.example/war-room, code 4711"
LEAK = "P3: tokens of another tenant are in our logs"


def dated(text: str) -> str:
    """What is read where Slack shows no local time."""
    return re.sub(r"<!date[^|]*\|([^>]*)>", r"\1", text)


async def triage(on: Stage, number: int = 1) -> str:
    return dated(await on.triage(number))


async def bridges(on: Stage) -> list[str]:
    """What staff read about the bridge in the ticket's triage thread."""
    return [dated(r["text"]) for r in (await on.triage_card())["replies"] if "incident bridge" in r["text"]]


@pytest.mark.cites("STR-13", "STR-14")
async def test_a_security_incident_calls_the_on_call_and_is_a_p1_until_we_are_on_the_bridge(
    on: Stage, acme: Room
) -> None:
    ts = await acme.post(LEAK)
    await acme.reply(ts, "We are looking at it.", by="ada")
    assert await on.rings("ada") == []
    assert await on.dialog("tom", "security", bridge=BRIDGE) == {}
    ticket = await on.ticket()
    assert ticket.assessed is not None and ticket.assessed.severity == "P1"
    assert not ticket.acknowledged, "who has the ticket is asked anew"
    (ring,) = await on.rings("ada")
    assert "Staff say it is a security incident (STR-13)." in ring
    (told,) = await bridges(on)
    assert "*A security incident,* says <@U0TOM>" in told
    assert "is to be on the customer's incident bridge by 2026-11-20 16:00 UTC (`STR-14`)" in told
    assert f"Their bridge: {BRIDGE}" in told
    assert "*Security incident:* join the customer's bridge by 2026-11-20 16:00 UTC (`STR-14`)" in await triage(on)
    assert "One of our engineers joins your incident bridge by 2026-11-20 16:00 UTC" in dated(await acme.card(ts))
    assert "4711" not in repr(await on.slack.messages("C0ACME")), "how to get in is nobody else's"

    await on.press_triage("ada", "acknowledge")
    await on.until(utc("2026-11-20T15:31:00+00:00"))
    assert len(await bridges(on)) == 2
    await on.until(utc("2026-11-20T17:01:00+00:00"))
    assert [("was to be" in text) for text in await bridges(on)] == [False, False, True, True]
    await on.press_triage("cara", "joined")
    assert "*On the customer's bridge*, says <@U0CARA>, late." in await triage(on)
    assert "One of our engineers is on your incident bridge." in dated(await acme.card(ts))
    assert "joined" not in acts_in(await on.triage_card())
    await on.forward(hours=5)
    assert len(await bridges(on)) == 4


@pytest.mark.cites("STR-15")
async def test_after_a_security_incident_a_report_of_its_own_is_owed(on: Stage, acme: Room) -> None:
    ts = await acme.post(LEAK)
    await on.dialog("ada", "security")
    await on.press_triage("ada", "joined")
    await acme.reply(ts, "The log shipper mixed up two tenants; it is off.", by="ada")
    await on.press_triage("ada", "confirm_resolve")
    assert [r.rule for r in (await on.ticket()).reports] == ["post-incident-enterprise", "security-incident"]
    assert "Security incident report due 2026-11-27 15:00 UTC (`STR-15`): to be published in portal" in await triage(on)
    await on.press("C0TRIAGE", await on.triage_card(), "tom", "publish", "security-incident:portal")
    assert await on.fill_in("tom", link="https://portal.harbour.example/acme/security/1") == {}
    assert "(`STR-15`): published" in await triage(on)


@pytest.mark.cites("STR-13", "STR-14")
async def test_on_pro_it_is_a_p1_and_the_bridge_has_the_time_of_a_p1_there(on: Stage, birch: Room) -> None:
    ts = await birch.post("Your agent sends our secrets to another tenant")
    await birch.react(ts, "ada", "🎫")
    await on.dialog("ben", "security")
    ticket = await on.ticket()
    assert ticket.assessed is not None and ticket.assessed.severity == "P1"
    assert await on.rings("ada") == [], "on Pro a P1 is opened, and nobody is called at once"
    assert "join the customer's bridge by 2026-11-20 19:00 UTC (`STR-14`)" in await triage(on)


async def test_whoever_is_first_on_call_and_says_so_is_not_called_and_a_stand_in_does_not_count(
    on: Stage, acme: Room
) -> None:
    await acme.post(LEAK, by="axel")
    await on.dialog("ben", "security")
    assert len(await on.rings("ada")) == 1
    await on.press_triage("ada", "acknowledge")
    await acme.post(LEAK)
    await on.dialog("ada", "security", 2)
    assert len(await on.rings("ada")) == 1
    assert (await on.ticket(2)).acknowledged_by == "U0ADA"
    assert "security." not in acts_in(await on.triage_card(2)), "it is one already"


async def test_it_stays_one_in_the_ticket_that_it_is_merged_into(on: Stage, acme: Room) -> None:
    await acme.post(LEAK)
    await acme.post("P3: somebody logged in as our admin", by="axel")
    await on.dialog("ada", "security", bridge=BRIDGE)
    assert await on.dialog("ada", "merge", into="2") == {}
    assert "*Security incident:* join the customer's bridge by 2026-11-20 16:00 UTC" in await triage(on, 2)
    await on.press_triage("ada", "joined", 2)
    assert "on the customer's bridge since" in await triage(on, 2)


async def test_a_mistake_is_taken_back_for_a_reason_and_then_no_bridge_is_waited_for(on: Stage, acme: Room) -> None:
    ts = await acme.post(LEAK)
    await on.dialog("ada", "security")
    assert "reason is kept" in " ".join((await on.dialog("ben", "not_security", reason=" ")).values())
    assert await on.dialog("ben", "not_security", reason="a test of theirs") == {}
    assert "*No security incident,* says <@U0BEN>: a test of theirs" in await triage(on)
    assert "incident bridge" not in await acme.card(ts)
    await on.forward(hours=3)
    assert len(await bridges(on)) == 1
    await on.press_triage("ada", "confirm_resolve")
    assert [r.rule for r in (await on.ticket()).reports] == ["post-incident-enterprise"]


async def test_other_contracts_promise_nothing_of_the_kind(on: Stage, dune: Room) -> None:
    await dune.post("Sev 3: a token is in our logs")
    assert "security." not in acts_in(await on.triage_card())


class TestCountedFromTheFirstMessage:
    """The strict reading of STR-14."""

    @pytest.fixture
    def accounts(self, accounts: str) -> str:
        """accounts.yml with the option taken."""
        return accounts.replace("contracts:\n", "contracts:\n  stringer:\n    settings: {bridge-from: opening}\n", 1)

    async def test_the_time_for_the_bridge_began_with_the_customers_message(self, on: Stage, acme: Room) -> None:
        await acme.post(LEAK)
        await on.forward(minutes=30)
        await on.dialog("ada", "security")
        assert "join the customer's bridge by 2026-11-20 16:00 UTC" in await triage(on)
