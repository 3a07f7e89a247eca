"""Every act by everybody, on a ticket of theirs and on one of another customer: the table, through Slack's payloads."""

import envelope
import pytest
from harness import Stage
from room import Room

from ackline.domain.authority import Act, Meaning, Standing, meaning
from ackline.domain.ids import SubjectId

PEOPLE = {
    Standing.REQUESTER: ("U0AMY", "T0ACME", "C0ACME"),
    Standing.CUSTOMER: ("U0AXEL", "T0ACME", "C0ACME"),
    Standing.STAFF: ("U0CARA", "T0HARBOUR", "C0TRIAGE"),
    Standing.LADDER: ("U0TOM", "T0HARBOUR", "C0TRIAGE"),
    Standing.SUPPORT: ("U0BEN", "T0HARBOUR", "C0TRIAGE"),
}
OF_ANOTHER = ("U0DORA", "T0DUNE", "C0DUNE")
STRANGER = ("U0GWEN", "T0GALE", "C0GALE")

ANSWERS: dict[Act, dict[str, str]] = {
    Act.SEVERITY: {"severity": "P2", "reason": "since"},
    Act.EXCLUDE: {"code": "none", "reason": "since"},
    Act.INCLUDE: {"reason": "since"},
    Act.PUBLISH: {"place": "channel"},
    Act.WAIVE: {"reason": "since"},
    Act.ADD_DETAILS: {"extent": "everything"},
    Act.ESCALATE: {"reason": "now"},
    Act.COMMENT: {"comment": "fine"},
    Act.UPDATE: {"now": "nothing"},
    Act.ALL_CLEAR: {"summary": "nothing"},
    Act.DRAFT: {"link": "https://x.example"},
    Act.ASSIGN: {"person": "U0BEN"},
    Act.REPLY_BY: {"moment": "1795201200"},
    Act.NOTE: {"note": "for us"},
    Act.DISMISS: {"reason": "since"},
    Act.MERGE: {"into": "1"},
    Act.SECURITY: {"bridge": "https://bridge.example"},
    Act.NOT_SECURITY: {"reason": "since"},
}
BY_REPLY = {Act.REPLY}
FROM_A_MESSAGE = {Act.OPEN, Act.SPLIT}


async def does(on: Stage, who: tuple[str, str, str], act: Act, ticket: str) -> str:
    """Somebody sends an act on a ticket, as a form or a button: what they read of it at once."""
    user, team, channel = who
    if act in ANSWERS:
        return await envelope.form_errors(on, user, team, act.value, ticket, ANSWERS[act])
    await envelope.click(on, user, team, channel, act.value, ticket)
    return ""


async def outcomes(on: Stage, subject: str, act: Act, user: str) -> list[str]:
    """What the ticket's journal says of somebody's act."""
    rows = await on.journal(SubjectId(subject))
    mine = [r for r in rows if r.body.get("actor", {}).get("user") == user]
    named = {"DetailsAdded", "TicketsMerged"}
    return [r.outcome for r in mine if r.kind in named or r.body.get("act") == act.value]


@pytest.mark.http
@pytest.mark.parametrize("act", [a for a in Act if a not in BY_REPLY | FROM_A_MESSAGE])
async def test_an_act_comes_to_what_the_table_says_and_never_reaches_another_customers_ticket(
    on: Stage, acme: Room, dune: Room, act: Act
) -> None:
    await acme.post("P3: exports look odd")
    await dune.post("The backup of last night failed")
    ticket = await on.ticket(1)
    for who in (OF_ANOTHER, STRANGER):
        said = await does(on, who, act, ticket.id)
        assert await on.ticket(1) == ticket, f"{who[0]} changed a foreign ticket"
        assert await outcomes(on, ticket.id, act, who[0]) == []
        told = said or " ".join(await on.pages(who[0].removeprefix("U0").lower()))
        assert "another customer's channel" in told
    assert "exports" not in repr(await on.slack.messages("C0DUNE"))
    for standing, who in PEOPLE.items():
        before = await on.ticket(1)
        said = await does(on, who, act, ticket.id)
        (outcome,) = (await outcomes(on, ticket.id, act, who[0]))[-1:]
        means = meaning(act, standing)
        if means is Meaning.REFUSED:
            assert outcome == "refused", f"{standing}: {said}"
            after = await on.ticket(1)
            assert (after.status, after.owner, after.assessed) == (before.status, before.owner, before.assessed)
        if means is Meaning.NOTHING:
            assert outcome == "moot", f"{standing}: {said}"
    for name in ("dora", "gwen"):
        assert "#1" not in repr(await on.slack.dms(name)), "nothing of it is told to them"
