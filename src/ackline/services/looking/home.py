"""Home, assembled from the read model: what waits, sorted by what is due next, for whoever looks at it."""

from collections.abc import Sequence
from dataclasses import replace

from ackline.domain.authority import Act
from ackline.domain.ids import ONCALL, SUPPORT, AccountId, SeverityId, UserId
from ackline.domain.surfaces.staffbuttons import staff_buttons
from ackline.domain.surfaces.words import Internal, line, strong, words
from ackline.domain.tickets.ticket import Status
from ackline.services.book import Book
from ackline.services.looking.choice import Choice, Drawn, Narrowing, Tab
from ackline.services.looking.customers import loads_told, owed_told
from ackline.services.looking.listing import MOST_COUNTED, Listed, counted, linked, read_listed, snippet
from ackline.services.looking.queue import WAITED, Page, Wanted
from ackline.services.looking.rotalines import rota_lines
from ackline.services.ports import Clock, Store, Work

A_PAGE = 10
MOST_ROTAS = 40
SOME_ROTAS = 5
MOST_OPTIONS = 99
"""A select of Slack's holds 100, and one of them is for all."""

_NO_TAM = frozenset({ONCALL, SUPPORT})
_PRESSED = (Act.ACKNOWLEDGE.value, Act.OWN.value)
UNOWNED = "nobody"
_OWNERS = ((UNOWNED, "without an owner"),)
_STATUSES = {Status.OPEN: "not acknowledged", Status.ACKNOWLEDGED: "acknowledged", Status.PENDING: "pending"}


class HomeView:
    """Draws Home for staff; whoever looks must be known to be of them."""

    def __init__(self, store: Store, book: Book, clock: Clock) -> None:
        self._store = store
        self._book = book
        self._clock = clock

    async def drawn(self, user: UserId, choice: Choice) -> Drawn:
        """Home as somebody chose it, or else as it is of most use to them."""
        accounts = self._answered_for(user)
        async with self._store.read() as work:
            mine = await work.queue.count(Wanted(owner=user), MOST_COUNTED)
            team = await work.queue.count(Wanted(), MOST_COUNTED)
            choice = self._fitting(choice, user, accounts, mine)
            tabs = _tabs(mine, team, len(accounts))
            if choice.tab is Tab.DUTY:
                return Drawn(choice=choice, tabs=tabs, blocks=self._duty(user, MOST_ROTAS))
            page, choice = await self._page(work, user, choice, accounts)
            rows = await read_listed(work, self._book, page.rows)
            texts = await work.texts.get_all([one.ticket.text for one in rows])
            above: tuple[Internal, ...] = ()
            owed: tuple[Internal, ...] = ()
            if choice.tab is Tab.ACCOUNTS:
                shown = _narrowed(choice, accounts)
                above = await loads_told(work, self._book, self._clock.now(), choice, shown)
                owed = await owed_told(work, self._book, shown)
        nothing = Internal(lines=(line("Nothing waits here."),))
        tickets = tuple(self._row(one, user) for one in rows) or (nothing,)
        return Drawn(
            choice=choice,
            tabs=tabs,
            narrowings=self._narrowings(choice, accounts),
            blocks=(*above, *tickets),
            texts={id: snippet(text.words) for id, text in texts.items()},
            earlier=replace(choice, before=page.rows[0].place, after=None) if page.earlier else None,
            later=replace(choice, after=page.rows[-1].place, before=None) if page.later else None,
            below=(*owed, *self._duty(user, SOME_ROTAS)),
        )

    async def _page(
        self, work: Work, user: UserId, choice: Choice, accounts: Sequence[AccountId]
    ) -> tuple[Page, Choice]:
        """The page that was chosen; the first one when nothing is left of it."""
        wanted = Wanted(
            accounts=_narrowed(choice, accounts if choice.tab is Tab.ACCOUNTS else ()),
            owner=user if choice.tab is Tab.MINE else None,
            unowned=choice.tab is not Tab.MINE and choice.owner == UNOWNED,
            status=Status(choice.status) if choice.status else None,
            severity=SeverityId(choice.severity) if choice.severity else None,
        )
        page = await work.queue.page(wanted, A_PAGE, after=choice.after, before=choice.before)
        if page.rows or choice == choice.first:
            return page, choice
        return await work.queue.page(wanted, A_PAGE), choice.first

    def _fitting(self, choice: Choice, user: UserId, accounts: Sequence[AccountId], mine: int) -> Choice:
        """The choice, without what there is not (any more)."""
        tab = choice.tab
        if tab is None:
            person = self._book.roster.people.get(user)
            support = person is not None and person.support
            tab = Tab.ACCOUNTS if accounts and not support else Tab.MINE if mine else Tab.TEAM
        tab = Tab.TEAM if tab is Tab.ACCOUNTS and not accounts else tab
        known = accounts if tab is Tab.ACCOUNTS else self._book.roster.accounts
        return replace(
            choice,
            tab=tab,
            account=choice.account if choice.account in known else "",
            status=choice.status if choice.status in {status.value for status in WAITED} else "",
            owner=choice.owner if choice.owner == UNOWNED else "",
        )

    def _answered_for(self, user: UserId) -> tuple[AccountId, ...]:
        """The customers of whom somebody is the TAM, or anything but support."""
        roster = self._book.roster
        mine = {name for name, rota in roster.rotas.items() if user in rota.members}
        return tuple(
            a.id for a in roster.accounts.values() if any(a.roles[r] in mine for r in a.roles if r not in _NO_TAM)
        )

    def _narrowings(self, choice: Choice, accounts: Sequence[AccountId]) -> tuple[Narrowing, ...]:
        roster = self._book.roster
        offered = accounts if choice.tab is Tab.ACCOUNTS else tuple(roster.accounts)
        named = sorted(((roster.accounts[a].name, a) for a in offered), key=lambda one: one[0].lower())
        contracts = {account.contract: self._book.contract_of(account) for account in roster.accounts.values()}
        levels = {s.id: s.name for contract in contracts.values() for s in contract.severities}
        severities = tuple((id, id if name == id else f"{id} · {name}") for id, name in sorted(levels.items()))
        return (
            _narrowing("account", "All customers", tuple((a, name) for name, a in named), choice.account),
            _narrowing("severity", "All severities", severities, choice.severity),
            _narrowing("status", "All open", tuple((s.value, told) for s, told in _STATUSES.items()), choice.status),
            *(() if choice.tab is Tab.MINE else (_narrowing("owner", "Anybody's", _OWNERS, choice.owner),)),
        )

    def _row(self, one: Listed, user: UserId) -> Internal:
        buttons = (b for b in staff_buttons(one.ticket, one.ctx) if b.act in _PRESSED)
        pressed = tuple(b for b in buttons if b.act != Act.OWN.value or one.ticket.owner != user)
        lines = (linked(one, self._clock.now()), line("“", words(one.ticket.text), "”"))
        return Internal(lines=lines, buttons=pressed)

    def _duty(self, user: UserId, most: int) -> tuple[Internal, ...]:
        lines = rota_lines(self._book.roster, user, self._clock.now(), most)
        return (Internal(lines=(line(strong("On duty")), *lines)),) if lines else ()


def _tabs(mine: int, team: int, accounts: int) -> tuple[tuple[str, Choice], ...]:
    labels = {
        Tab.MINE: f"My queue · {counted(mine)}",
        Tab.TEAM: f"Team · {counted(team)}",
        Tab.ACCOUNTS: f"My customers · {accounts}" if accounts else "",
        Tab.DUTY: "On duty",
    }
    return tuple((label, Choice(tab=tab)) for tab, label in labels.items() if label)


def _narrowed(choice: Choice, accounts: Sequence[AccountId]) -> tuple[AccountId, ...]:
    return (AccountId(choice.account),) if choice.account else tuple(accounts)


def _narrowing(name: str, everything: str, options: Sequence[tuple[str, str]], chosen: str) -> Narrowing:
    return Narrowing(name=name, options=(("", everything), *options[:MOST_OPTIONS]), chosen=chosen)
