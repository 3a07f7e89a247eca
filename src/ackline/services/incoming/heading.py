"""A command that changes something, under way: who gave it, in which words, and what its words name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ackline.domain.authority import Actor, Side
from ackline.domain.contract import Contract
from ackline.domain.duty.people import Roster
from ackline.domain.duty.shifts import named
from ackline.domain.ids import AccountId, EventId, UserId
from ackline.domain.tickets.intake import Ordered
from ackline.services.ports import Permanent

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A command under way: who gave it, the words behind its name, and the id that its fact takes.

    `contracts` are those that a further account may take.
    """

    order: Ordered
    actor: Actor
    words: tuple[str, ...]
    id: EventId
    roster: Roster
    contracts: Mapping[str, Contract] = field(default_factory=dict)

    def on(self, account: AccountId | None) -> "Heading":
        """The same command, given with the roles that its author holds for an account."""
        if account is None or self.actor.side is not Side.STAFF:
            return self
        roles = self.roster.roles_of(self.actor.user, self.roster.accounts[account], self.order.at)
        return replace(self, actor=replace(self.actor, roles=self.actor.roles | roles))

    def on_rota(self, rota: str) -> "Heading":
        """The same command, given with the roles that its author holds wherever a rota answers."""
        given = self
        for account, _ in named(self.roster).get(rota, ()):
            given = given.on(account)
        return given


def account_named(roster: Roster, name: str) -> AccountId | None:
    """The account of an id or a name, whatever its case; None when there is none."""
    found = (a.id for a in roster.accounts.values() if name.lower() in (a.id.lower(), a.name.lower()))
    return next(found, None)


def person_named(roster: Roster, name: str) -> UserId:
    """Somebody of the roster by a mention, an id, a name or a first name. Permanent when that is nobody or several."""
    mention = _MENTION.fullmatch(name)
    said = (mention[1] if mention else name.removeprefix("@")).lower()
    found = [p for p in roster.people.values() if said in (p.user.lower(), p.name.lower())]
    found = found or [p for p in roster.people.values() if p.name.lower().split()[:1] == [said]]
    if len(found) == 1:
        return found[0].user
    why = "Several people are called" if found else "There is nobody in people.yml called"
    raise Permanent(f"{why} {name}: write @ and choose them, or their member id.")
