"""What a form says before it is filled in: the contract's own words, and where it leads."""

from collections.abc import Awaitable, Callable, Sequence

from ackline.domain.authority import Act
from ackline.domain.contract import EscalationRule
from ackline.domain.decision import Context
from ackline.domain.ids import SubjectId
from ackline.domain.surfaces.cards import ways
from ackline.domain.surfaces.words import Line, line, strong
from ackline.domain.tickets.escalating import escalation_of
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.incoming.pressing import named_channel
from ackline.services.looking.showing import Showing
from ackline.services.ports import Permanent, Store

NO_ESCALATION = "The team is told at once and reads your reason. Your contract names nobody to be called, and no time."


class Telling:
    """Words for forms, of the ticket that their button named."""

    def __init__(self, store: Store, book: Book, is_staff: Callable[[str], Awaitable[bool]]) -> None:
        self._store = store
        self._book = book
        self._is_staff = is_staff
        self._showing = Showing(store, book)

    async def may_open(self, value: str, channel: str, user: str) -> bool:
        """Whether what a button names may be shown to those of a channel: a customer's holds its own and no other.

        Where no customer's channel is, such as in Home, only staff may see it.
        """
        async with self._store.read() as work:
            bound = await work.channels.bound_id(channel)
        if self._book.roster.account_of(bound) is None:
            return await self._is_staff(user)
        return named_channel(value) in (None, bound)

    async def tells(self, act: Act, value: str) -> Sequence[Line]:
        """What the form of an act says first; nothing for what explains itself, or for a ticket that is no more."""
        if act is Act.ESCALATE and value.startswith("account:"):
            return self._of_account(value)
        try:
            async with self._store.read() as work:
                ticket, ctx = await self._showing.ticket(work, SubjectId(value.partition("|")[0]))
        except Permanent:
            return ()
        match act:
            case Act.SEVERITY:
                levels = (line(strong(f"{s.name}: "), s.definition) for s in ctx.contract.severities)
                return (*levels, *_said("preview", ctx))
            case Act.ESCALATE:
                return _leads(escalation_of(ticket, ctx), ctx)
            case Act.UPDATE | Act.ALL_CLEAR:
                return _templates(act, ticket, ctx)
            case _:
                return ()

    def _of_account(self, value: str) -> Sequence[Line]:
        account = self._book.roster.account_of(named_channel(value) or "")
        if account is None:
            return ()
        contract = self._book.contract_of(account)
        ctx = Context(contract=contract, account=account, roster=self._book.roster)
        return _leads(contract.tiers[account.tier].escalation, ctx)


def _leads(rule: EscalationRule | None, ctx: Context) -> tuple[Line, ...]:
    if rule is None:
        return (line(NO_ESCALATION), *_said("security_incident", ctx))
    there = (line(strong(f"{c.label}: "), address) for c, address in ways(rule.contacts, ctx))
    return (line(rule.text), *there, *_said("security_incident", ctx))


def _said(name: str, ctx: Context) -> tuple[Line, ...]:
    """The contract's own words, where it has some of that name."""
    return (line(ctx.contract.texts[name]),) if name in ctx.contract.texts else ()


def _templates(act: Act, ticket: Ticket, ctx: Context) -> tuple[Line, ...]:
    """What the contract has such a message say, as an example to write from."""
    if act is Act.ALL_CLEAR:
        names: tuple[str, ...] = ("all_clear",)
    else:
        first = ("first_update", "first_update_investigating")
        names = first if ticket.first_updated_at is None else ("update",)
    texts = [ctx.contract.texts[name] for name in names if name in ctx.contract.texts]
    return tuple(line(strong("For example: "), text) for text in texts)
