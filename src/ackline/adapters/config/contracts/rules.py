"""The sections beside the tiers, as written: watch, contacts, routes, exclusions, reports, conflicts."""

from datetime import timedelta

from ackline.adapters.config.contracts.block import Block
from ackline.adapters.config.contracts.durations import promise_of, timespan_of
from ackline.adapters.config.contracts.tiers import ROLES, Declared, calendar_of, clause_of, severities_of
from ackline.domain.contract import (
    AllClear,
    BeforeTicket,
    Conflict,
    Contact,
    Content,
    Exclusion,
    Hosting,
    NeedsSeverity,
    Preparation,
    ReportRule,
    ReviewRule,
    Route,
    SecurityRule,
    Watch,
)
from ackline.domain.ids import ClauseId, RoleId, SeverityId, TierId
from ackline.domain.time.clock import BusinessDays, Duration, Elapsed

PLACES = ("channel", "portal", "email")
BEGINS = ("resolution", "opening")
CADENCES = ("quarter",)
MONTHS = ("first month", "second month", "third month")
UNREAD = BusinessDays(0)


def read_needs_severity(block: Block, declared: Declared) -> NeedsSeverity:
    """The reminder about a ticket that nobody has assessed."""
    after = promise_of(block, "after") or UNREAD
    if not block.has("repeat"):
        block.missing("repeat")
    return NeedsSeverity(
        clause=clause_of(block, declared),
        after=after,
        repeat=timespan_of(block, "repeat") or timedelta(hours=1),
        calendar=_calendar(block, declared, after) or None,
    )


def read_watch(block: Block, declared: Declared) -> Watch:
    """When staff watch the channels."""
    pages = block.known_words("pages", declared.severities, "severity of this contract")
    return Watch(
        clause=clause_of(block, declared),
        calendar=_calendar(block, declared, UNREAD),
        pages=frozenset(SeverityId(word) for word in pages),
    )


def read_before_ticket(block: Block, declared: Declared) -> BeforeTicket:
    """Where a look may help before anybody is asked."""
    return BeforeTicket(
        clause=clause_of(block, declared),
        text=block.text("text"),
        contacts=block.known_words("contacts", declared.contacts, "contact of this contract"),
    )


def read_all_clear(block: Block, declared: Declared) -> AllClear:
    """The word that all works again."""
    return AllClear(clause=clause_of(block, declared), text=block.text("text"))


def read_hosting(block: Block, declared: Declared) -> Hosting:
    """Where a channel must live for the promises to hold in it."""
    return Hosting(clause=clause_of(block, declared))


def read_preparation(name: str, block: Block, declared: Declared) -> Preparation:
    """Something that must be in place before a customer may rely on the contract."""
    return Preparation(
        id=name,
        label=block.text("label"),
        clause=clause_of(block, declared),
        each=block.text("each", ""),
        bound=block.flag("bound"),
    )


def read_contact(name: str, block: Block, declared: Declared) -> Contact:
    """A way to reach the vendor. Without an address it is given account by account."""
    return Contact(
        id=name,
        label=block.text("label"),
        address=block.text("address", ""),
        clause=clause_of(block, declared),
        tiers=_tiers(block, declared),
    )


def read_route(name: str, block: Block, declared: Declared) -> Route:
    """A topic that belongs somewhere else."""
    role = block.one_of("role", ROLES, "role", "")
    return Route(
        topic=name,
        words=block.words("words", None),
        contact=block.one_of("contact", declared.contacts, "contact of this contract"),
        clause=clause_of(block, declared),
        role=RoleId(role) if role else None,
    )


def read_exclusion(name: str, block: Block, declared: Declared) -> Exclusion:
    """A reason why a request is outside the contract."""
    return Exclusion(
        code=name,
        label=block.text("label"),
        clause=clause_of(block, declared),
        example=block.text("example", ""),
        instead=block.text("instead", ""),
    )


def read_report(name: str, block: Block, declared: Declared) -> ReportRule:
    """A written report that is owed after a ticket."""
    due: Duration = promise_of(block, "due") or UNREAD
    begins = block.one_of("begins", BEGINS, "beginning of a report", "resolution")
    return ReportRule(
        id=name,
        name=block.text("name"),
        clause=clause_of(block, declared),
        severities=severities_of(block, declared),
        tiers=_tiers(block, declared),
        due=due,
        calendar=_calendar(block, declared, due),
        places=block.known_words("places", PLACES, "place for a report"),
        sections=block.words("sections", None),
        from_opening=begins == "opening",
        internal=block.flag("internal"),
        on_request=block.flag("on_request"),
        security=block.flag("security"),
    )


def read_security(block: Block, declared: Declared) -> SecurityRule:
    """What an active security incident comes to."""
    pages = block.known_words("pages", declared.tiers, "tier of this contract")
    begins = block.one_of("begins", ("mark", "opening"), "beginning of a security incident", "mark")
    return SecurityRule(
        clause=clause_of(block, declared),
        severity=SeverityId(block.one_of("severity", declared.severities, "severity of this contract")),
        pages=frozenset(TierId(word) for word in pages),
        bridge=clause_of(block, declared, "bridge"),
        from_opening=begins == "opening",
    )


def read_review(name: str, block: Block, declared: Declared) -> ReviewRule:
    """A review that is presented to the customer each quarter."""
    block.one_of("cadence", CADENCES, "cadence of a review")
    month = block.one_of("held_by", MONTHS, "month after the quarter", MONTHS[0])
    contents = block.known_words("contents", tuple(Content), "content of a review")
    return ReviewRule(
        id=name,
        name=block.text("name"),
        clause=clause_of(block, declared),
        tiers=_tiers(block, declared),
        role=RoleId(block.one_of("presented_by", ROLES, "role")),
        month=MONTHS.index(month) + 1 if month in MONTHS else 1,
        calendar=_calendar(block, declared, UNREAD),
        contents=tuple(Content(word) for word in contents),
    )


def check_reviews(top: Block, reviews: tuple[ReviewRule, ...], tiers: tuple[TierId, ...]) -> None:
    """A tier is promised one review at most: which one a command means is plain."""
    for tier in tiers:
        found = [rule.id for rule in reviews if not rule.tiers or tier in rule.tiers]
        if len(found) > 1:
            why = f"{tier} is promised {' and '.join(found)}, and a tier has one review"
            top.reading.wrong(f"{top.at('reviews')}.{found[-1]}", why, "keep one of them, or part them by tiers")


def read_conflict(block: Block, declared: Declared) -> Conflict:
    """Two clauses that disagree."""
    between = block.known_words("between", declared.clauses, "clause of this contract")
    if len(block.words("between")) != 2:
        block.reading.wrong(block.at("between"), "a conflict is between two clauses", "write [ONE, OTHER]")
    follows = clause_of(block, declared, "follows")
    if follows and len(between) == 2 and follows not in between:
        why = f"{follows} is neither of the two clauses that disagree"
        block.reading.wrong(block.at("follows"), why, f"write {between[0]} or {between[1]}")
    first, second = (*map(ClauseId, between), follows, follows)[:2]
    return Conflict(between=(first, second), follows=follows, why=block.text("why"))


def _calendar(block: Block, declared: Declared, duration: Duration) -> str:
    """The calendar of a block, which only wall-clock time can do without."""
    calendar = calendar_of(block, declared)
    if not calendar and not isinstance(duration, Elapsed):
        block.missing("calendar")
    return calendar


def _tiers(block: Block, declared: Declared) -> frozenset[TierId]:
    words = block.known_words("tiers", declared.tiers, "tier of this contract")
    return frozenset(TierId(word) for word in words)
