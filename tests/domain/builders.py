"""Values with good defaults for the tests of the domain: a contract, people, a ticket, and facts about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from ackline.adapters.config.contracts.load import shipped
from ackline.domain.authority import Act, Actor, Side
from ackline.domain.contract import Contract
from ackline.domain.decide import decide
from ackline.domain.decision import Context, Decision, Timer
from ackline.domain.duty.people import Account, Fixed, PagerLine, Person, Roster, Vendor
from ackline.domain.effects import Effect, Inform, Tell, Whisper
from ackline.domain.events import (
    Acted,
    CustomerReplied,
    Event,
    MessageDeleted,
    MessageEdited,
    PageRequested,
    Place,
    Reacted,
    RootJoined,
    StaffReplied,
    TicketOpened,
    TimerFired,
    Writing,
)
from ackline.domain.ids import (
    CSM,
    EXEC,
    ONCALL,
    SUPPORT,
    TAM,
    VP,
    AccountId,
    EventId,
    SubjectId,
    TextId,
    TierId,
    UserId,
)
from ackline.domain.surfaces.words import Internal, Line, Public
from ackline.domain.tickets.ticket import Ticket
from ackline.domain.time.calendar import BusinessCalendar
from ackline.domain.timetable import timetable

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday at noon: business hours by every calendar of the shipped contracts (07:00 in New York)."""

TICKET = SubjectId("ticket:C1:1772452800.000000")
ADA, BEN, TOM, VERA, CARA, ELIF = (UserId(f"U0{name}") for name in ("ADA", "BEN", "TOM", "VERA", "CARA", "ELIF"))
AMY, AXEL = UserId("U0AMY"), UserId("U0AXEL")

requester = Actor(user=AMY, team="T0ACME", side=Side.CUSTOMER)
colleague = Actor(user=AXEL, team="T0ACME", side=Side.CUSTOMER)
ada = Actor(user=ADA, team="T0V", side=Side.STAFF, roles=frozenset({SUPPORT, ONCALL}))
ben = Actor(user=BEN, team="T0V", side=Side.STAFF, roles=frozenset({SUPPORT}))
tom = Actor(user=TOM, team="T0V", side=Side.STAFF, roles=frozenset({TAM}))
vera = Actor(user=VERA, team="T0V", side=Side.STAFF, roles=frozenset({VP}))
cara = Actor(user=CARA, team="T0V", side=Side.STAFF, roles=frozenset({CSM}))

PHONE = PagerLine(pager="webhook", address="https://phone.example", secret="PHONE")
DM = PagerLine(pager="slack_dm")


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def roster(**changes: Any) -> Roster:
    people = {
        ADA: Person(user=ADA, name="Ada", support=True, lines=(PHONE, DM)),
        BEN: Person(user=BEN, name="Ben", support=True, lines=(PHONE, DM)),
        TOM: Person(user=TOM, name="Tom", lines=(PHONE, DM)),
        VERA: Person(user=VERA, name="Vera", lines=(PHONE, DM)),
        CARA: Person(user=CARA, name="Cara"),
        ELIF: Person(user=ELIF, name="Elif"),
    }
    rotas = {
        "engineers": Fixed(people=(ADA, BEN)),
        "tams": Fixed(people=(TOM,)),
        "vps": Fixed(people=(VERA,)),
        "csms": Fixed(people=(CARA,)),
        "execs": Fixed(people=(ELIF,)),
    }
    given: dict[str, Any] = {
        "version": "r1",
        "vendor": Vendor(name="Harbour", triage_channel="C0TRIAGE", fallback_channel="C0FALLBACK"),
        "people": people,
        "rotas": rotas,
        "accounts": {a.id: a for a in (account(), account(id=AccountId("birch"), name="Birch", channels=("C2",)))},
    }
    return Roster(**(given | changes))


def account(**changes: Any) -> Account:
    given: dict[str, Any] = {
        "id": AccountId("acme"),
        "name": "Acme",
        "contract": "stringer",
        "tier": TierId("enterprise"),
        "channels": ("C1",),
        "roles": {ONCALL: "engineers", TAM: "tams", VP: "vps", CSM: "csms", EXEC: "execs"},
    }
    return Account(**(given | changes))


def contract(name: str = "stringer", **changes: Any) -> Contract:
    """A shipped contract, with the calendar that a template leaves open given."""
    found = shipped()[name].contract
    days = ("mon", "tue", "wed", "thu", "fri")
    office = BusinessCalendar("America/New_York", {day: [("09:00", "17:00")] for day in days}, set())
    calendars = {**dict.fromkeys(found.missing, office), **found.calendars}
    return replace(found, calendars=calendars, **changes)


def context(name: str = "stringer", tier: str | None = None, **changes: Any) -> Context:
    """A context under a shipped contract; `changes` are the contract's."""
    tiers = {"stringer": "enterprise", "spacelift": "gold", "gruntwork": "standard", "weka": "support"}
    return Context(
        contract=contract(name, **changes),
        account=account(contract=name, tier=TierId(tier or tiers[name])),
        roster=roster(),
    )


def with_step(ctx: Context, name: str, **changes: Any) -> Context:
    """The context with one step of the tier's ladder changed."""
    tier = ctx.contract.tiers[ctx.account.tier]
    ladder = tuple(replace(s, **changes) if s.name == name else s for s in tier.ladder)
    tiers = {**ctx.contract.tiers, tier.id: replace(tier, ladder=ladder)}
    return replace(ctx, contract=replace(ctx.contract, tiers=tiers))


def writing(ts: str = "1", **changes: Any) -> Writing:
    return Writing(**({"ts": ts, "text": TextId(f"C1:{ts}")} | changes))


def opened(claim: str | None = None, *, ctx: Context | None = None, at: datetime = MONDAY, **said: Any) -> TicketOpened:
    ctx = ctx or context()
    return TicketOpened(
        id=EventId(f"open/{TICKET}"),
        at=at,
        subject=TICKET,
        number=12,
        account=ctx.account.id,
        contract=ctx.contract.version,
        channel="C1",
        actor=requester,
        writing=writing("1772452800.000000", claim=claim, **said),
        thread="1772452800.000000",
    )


@dataclass
class Told:
    """One ticket through facts and timers, by the rules alone: what a desk does, without a database.

    `now` is when the last thing was decided. `effects` holds all wishes since the last `fresh`.
    """

    ctx: Context
    ticket: Ticket
    now: datetime
    effects: list[Effect]
    fired: list[TimerFired]
    decisions: list[Decision[Ticket]]
    _ids: Callable[[], int]

    def hear(self, event: Event, now: datetime | None = None) -> Decision[Ticket]:
        """Decide a fact, by default at the moment it happened."""
        self.now = max(self.now, now or event.at)
        fires = isinstance(event, TimerFired)
        ctx = replace(self.ctx, coming=timetable(self.ticket, self.ctx)) if fires else self.ctx
        decision = decide(self.ticket, event, ctx, self.now)
        assert decision.coming == timetable(decision.subject, self.ctx), f"another timetable after {event.id}"
        self.ticket = decision.subject
        self.effects += decision.effects
        self.decisions.append(decision)
        return decision

    def until(self, at: datetime) -> list[TimerFired]:
        """Let time pass: every timer that comes due fires at its moment; what fired, in order."""
        return self._fire(at, lambda timer: max(self.now, timer.due))

    def wake_late(self, at: datetime) -> list[TimerFired]:
        """Nobody watched until `at`: everything due by then fires at once."""
        self.now = at
        return self._fire(at, lambda timer: at)

    def _fire(self, at: datetime, moment: Callable[[Timer], datetime]) -> list[TimerFired]:
        before = len(self.fired)
        for _ in range(500):
            due = [t for t in timetable(self.ticket, self.ctx) if t.due <= at]
            if not due:
                self.now = max(self.now, at)
                return self.fired[before:]
            timer, now = due[0], moment(due[0])
            event = fired_event(timer, now)
            assert event.id not in {e.id for e in self.fired}, f"{event.id} fires again"
            self.hear(event, now)
            self.fired.append(event)
        raise AssertionError("the timetable never comes to rest")

    def fresh(self) -> "Told":
        """Forget the wishes so far."""
        self.effects.clear()
        return self

    # ------------------------------------------------------------ facts

    def act(
        self, act: Act, by: Actor = ada, *, after: timedelta, value: str = "", reason: str = ""
    ) -> Decision[Ticket]:
        at = MONDAY + after
        event = Acted(id=self._id(), at=at, subject=TICKET, actor=by, act=act, value=value, reason=reason)
        return self.hear(event)

    def reply(self, by: Actor = ada, *, after: timedelta, promising: timedelta | None = None) -> Decision[Ticket]:
        """A public reply of staff; `promising` is when the next update is said to come, from MONDAY on."""
        at = MONDAY + after
        said = writing(f"{at.timestamp():.6f}", next_update=MONDAY + promising if promising else None)
        return self.hear(StaffReplied(id=self._id(), at=at, subject=TICKET, actor=by, writing=said))

    def write(self, by: Actor = requester, *, after: timedelta, **said: Any) -> Decision[Ticket]:
        at = MONDAY + after
        words = writing(f"{at.timestamp():.6f}", **said)
        return self.hear(CustomerReplied(id=self._id(), at=at, subject=TICKET, actor=by, writing=words))

    def join(self, ts: str, *, after: timedelta, **said: Any) -> Decision[Ticket]:
        event = RootJoined(
            id=self._id(), at=MONDAY + after, subject=TICKET, actor=requester, writing=writing(ts, **said)
        )
        return self.hear(event)

    def edit(self, *, after: timedelta, ts: str | None = None, **said: Any) -> Decision[Ticket]:
        at = MONDAY + after
        words = writing(ts or self.ticket.roots[0], **said)
        return self.hear(
            MessageEdited(
                id=self._id(), at=at, subject=TICKET, actor=requester, writing=words, edited_ts=f"{at.timestamp():.6f}"
            )
        )

    def delete(self, ts: str, *, after: timedelta) -> Decision[Ticket]:
        return self.hear(MessageDeleted(id=self._id(), at=MONDAY + after, subject=TICKET, ts=ts))

    def mark(
        self,
        emoji: str,
        by: Actor = ada,
        *,
        after: timedelta,
        added: bool = True,
        place: Place = Place.ROOT,
        ts: str = "1772452800.000000",
    ) -> Decision[Ticket]:
        at = MONDAY + after
        event = Reacted(
            id=self._id(),
            at=at,
            subject=TICKET,
            actor=by,
            emoji=emoji,
            ts=ts,
            place=place,
            added=added,
            event_ts=f"{at.timestamp():.6f}",
        )
        return self.hear(event)

    def _id(self) -> EventId:
        return EventId(f"fact/{self._ids()}")

    # ------------------------------------------------------------ what was wished for

    def pages(self) -> list[PageRequested]:
        """The pages asked for."""
        return [e.event for e in self.effects if isinstance(e, Tell) and isinstance(e.event, PageRequested)]

    def notices(self) -> list[str]:
        """What staff were told, as plain words."""
        return [plain(e.words.lines) for e in self.effects if isinstance(e, Inform)]

    def whispers(self) -> list[tuple[UserId, str]]:
        """Who was told what directly."""
        return [(e.user, plain(e.words.lines)) for e in self.effects if isinstance(e, Whisper)]

    def coming(self) -> list[tuple[str, timedelta]]:
        """Every moment to come: rule and step (without its lap), and when, counted from MONDAY."""
        timers = timetable(self.ticket, self.ctx)
        return [(f"{t.rule} {t.step.partition(':')[0]}", t.due - MONDAY) for t in timers]

    def due(self, rule: str) -> timedelta | None:
        """When a rule's soonest moment comes, counted from MONDAY."""
        return next((t.due - MONDAY for t in timetable(self.ticket, self.ctx) if t.rule == rule), None)


def story(claim: str | None = None, *, ctx: Context | None = None, at: datetime = MONDAY, **said: Any) -> Told:
    """A ticket just opened."""
    ctx = ctx or context()
    event = opened(claim, ctx=ctx, at=at, **said)
    decision = decide(None, event, ctx, at)
    numbers = count(1)
    return Told(
        ctx=ctx,
        ticket=decision.subject,
        now=at,
        effects=list(decision.effects),
        fired=[],
        decisions=[decision],
        _ids=lambda: next(numbers),
    )


def fired_event(timer: Timer, now: datetime, subject: SubjectId = TICKET) -> TimerFired:
    return TimerFired(
        id=EventId(f"{subject}/{timer.rule}/{timer.step}/{timer.episode}/{timer.occurrence}"),
        at=now,
        subject=subject,
        rule=timer.rule,
        step=timer.step,
        episode=timer.episode,
        occurrence=timer.occurrence,
        due=timer.due,
    )


def plain(lines: Iterable[Line]) -> str:
    """Lines as one text, moments and people by name."""
    shown = (
        "".join(p.value or (f"{p.at:%a %H:%M}" if p.at is not None else "") or p.target for p in line) for line in lines
    )
    return "\n".join(shown)


def said(words: Public | Internal) -> str:
    """A card or notice as one text, its buttons' labels included."""
    return "\n".join([plain(words.lines), *(button.label for button in words.buttons)])
