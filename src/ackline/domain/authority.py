"""Who may do what, and what each act means: one table, each cell a test (DESIGN.md, "Acts")."""

from dataclasses import dataclass
from enum import StrEnum

from ackline.domain.ids import EXEC, ONCALL, SUPPORT, TAM, VP, RoleId, UserId


class Side(StrEnum):
    """Which side of the contract a person stands on."""

    STAFF = "staff"
    CUSTOMER = "customer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever did something. `unsure`: Slack did not say who it is within 30 s, so a customer is assumed."""

    user: UserId
    team: str
    side: Side
    roles: frozenset[RoleId] = frozenset()
    unsure: bool = False


SYSTEM = Actor(user=UserId("ackline"), team="", side=Side.SYSTEM)


class Standing(StrEnum):
    """What an actor is to one ticket."""

    REQUESTER = "requester"
    CUSTOMER = "customer"
    STAFF = "staff"
    LADDER = "tam or vp"
    SUPPORT = "support or on-call"


class Act(StrEnum):
    """Something a person can do to a ticket, by emoji, button, modal or reply."""

    ACKNOWLEDGE = "acknowledge"
    SEEN = "seen"
    OWN = "own"
    REPLY = "reply"
    ANSWERS = "answers"
    RESOLVE = "resolve"
    CONFIRM_RESOLVE = "confirm_resolve"
    REOPEN = "reopen"
    PEND = "pend"
    RESUME = "resume"
    OPEN = "open"
    SEVERITY = "severity"
    PAGE = "page"
    EXCLUDE = "exclude"
    INCLUDE = "include"
    PUBLISH = "publish"
    WAIVE = "waive"
    REQUEST_REPORT = "request_report"
    CRITICAL = "critical"
    NOT_CRITICAL = "not_critical"
    SOLVED = "solved"
    ADD_DETAILS = "add_details"
    ESCALATE = "escalate"
    RATE = "rate"
    COMMENT = "comment"
    UPDATE = "update"
    ALL_CLEAR = "all_clear"
    DRAFT = "draft"
    ASSIGN = "assign"
    REPLY_BY = "reply_by"
    NOTE = "note"
    DISMISS = "dismiss"
    MERGE = "merge"
    SPLIT = "split"
    DECLINE = "decline"
    SECURITY = "security"
    NOT_SECURITY = "not_security"
    JOINED = "joined"


class Meaning(StrEnum):
    """What an act comes to when its actor does it."""

    NOTHING = "nothing"
    REFUSED = "refused"
    NOTED = "noted"
    ACKNOWLEDGES = "acknowledges"
    QUIETS = "quiets"
    RESPONDS = "responds"
    FOLLOWS_UP = "follows up"
    RESOLVES = "resolves"
    REOPENS = "reopens"
    PENDS = "pends"
    RESUMES = "resumes"
    OPENS = "opens"
    ASSESSES = "assesses"
    CLAIMS = "claims"
    PAGES = "pages"
    EXCLUDES = "excludes"
    INCLUDES = "includes"
    PUBLISHES = "publishes"
    WAIVES = "waives"
    REQUESTS = "requests"
    CALMS = "calms"
    ESCALATES = "escalates"
    RATES = "rates"
    UPDATES = "updates"
    CLEARS = "clears"
    DRAFTS = "drafts"
    OWNS = "owns"
    TAKES = "takes"
    ASSIGNS = "assigns"
    SETS = "sets"
    NOTES = "notes"
    DISMISSES = "dismisses"
    MERGES = "merges"
    SPLITS = "splits"
    PASSES_ON = "passes on"
    ALARMS = "alarms"
    JOINS = "joins"


_COLUMNS = (Standing.REQUESTER, Standing.CUSTOMER, Standing.STAFF, Standing.LADDER, Standing.SUPPORT)

_M = Meaning
_TABLE: dict[Act, tuple[Meaning, ...]] = {
    #                      requester      customer       other staff    TAM or VP        support or on-call
    Act.ACKNOWLEDGE:      (_M.NOTHING,    _M.NOTHING,    _M.NOTED,      _M.NOTED,        _M.ACKNOWLEDGES),
    Act.SEEN:             (_M.REFUSED,    _M.REFUSED,    _M.NOTED,      _M.QUIETS,       _M.QUIETS),
    Act.OWN:              (_M.REFUSED,    _M.REFUSED,    _M.OWNS,       _M.TAKES,        _M.TAKES),
    Act.REPLY:            (_M.FOLLOWS_UP, _M.FOLLOWS_UP, _M.RESPONDS,   _M.RESPONDS,     _M.RESPONDS),
    Act.ANSWERS:          (_M.REFUSED,    _M.REFUSED,    _M.RESPONDS,   _M.RESPONDS,     _M.RESPONDS),
    Act.RESOLVE:          (_M.NOTHING,    _M.NOTHING,    _M.NOTHING,    _M.NOTHING,      _M.RESOLVES),
    Act.CONFIRM_RESOLVE:  (_M.REFUSED,    _M.REFUSED,    _M.REFUSED,    _M.REFUSED,      _M.RESOLVES),
    Act.REOPEN:           (_M.REOPENS,    _M.REOPENS,    _M.REOPENS,    _M.REOPENS,      _M.REOPENS),
    Act.PEND:             (_M.NOTHING,    _M.NOTHING,    _M.REFUSED,    _M.REFUSED,      _M.PENDS),
    Act.RESUME:           (_M.NOTHING,    _M.NOTHING,    _M.REFUSED,    _M.REFUSED,      _M.RESUMES),
    Act.OPEN:             (_M.NOTHING,    _M.NOTHING,    _M.OPENS,      _M.OPENS,        _M.OPENS),
    Act.SEVERITY:         (_M.CLAIMS,     _M.CLAIMS,     _M.REFUSED,    _M.ASSESSES,     _M.ASSESSES),
    Act.PAGE:             (_M.PAGES,      _M.NOTHING,    _M.PAGES,      _M.PAGES,        _M.PAGES),
    Act.EXCLUDE:          (_M.REFUSED,    _M.REFUSED,    _M.REFUSED,    _M.EXCLUDES,     _M.EXCLUDES),
    Act.INCLUDE:          (_M.REFUSED,    _M.REFUSED,    _M.REFUSED,    _M.INCLUDES,     _M.INCLUDES),
    Act.PUBLISH:          (_M.NOTHING,    _M.NOTHING,    _M.PUBLISHES,  _M.PUBLISHES,    _M.PUBLISHES),
    Act.WAIVE:            (_M.REFUSED,    _M.REFUSED,    _M.REFUSED,    _M.WAIVES,       _M.WAIVES),
    Act.REQUEST_REPORT:   (_M.REQUESTS,   _M.REQUESTS,   _M.REQUESTS,   _M.REQUESTS,     _M.REQUESTS),
    Act.CRITICAL:         (_M.CLAIMS,     _M.CLAIMS,     _M.REFUSED,    _M.ASSESSES,     _M.ASSESSES),
    Act.NOT_CRITICAL:     (_M.CALMS,      _M.CALMS,      _M.REFUSED,    _M.CALMS,        _M.CALMS),
    Act.SOLVED:           (_M.RESOLVES,   _M.RESOLVES,   _M.REFUSED,    _M.REFUSED,      _M.RESOLVES),
    Act.ADD_DETAILS:      (_M.FOLLOWS_UP, _M.FOLLOWS_UP, _M.REFUSED,    _M.REFUSED,      _M.REFUSED),
    Act.ESCALATE:         (_M.ESCALATES,  _M.ESCALATES,  _M.REFUSED,    _M.REFUSED,      _M.REFUSED),
    Act.RATE:             (_M.RATES,      _M.RATES,      _M.REFUSED,    _M.REFUSED,      _M.REFUSED),
    Act.COMMENT:          (_M.RATES,      _M.RATES,      _M.REFUSED,    _M.REFUSED,      _M.REFUSED),
    Act.UPDATE:           (_M.REFUSED,    _M.REFUSED,    _M.UPDATES,    _M.UPDATES,      _M.UPDATES),
    Act.ALL_CLEAR:        (_M.REFUSED,    _M.REFUSED,    _M.REFUSED,    _M.REFUSED,      _M.CLEARS),
    Act.DRAFT:            (_M.REFUSED,    _M.REFUSED,    _M.DRAFTS,     _M.DRAFTS,       _M.DRAFTS),
    Act.ASSIGN:           (_M.REFUSED,    _M.REFUSED,    _M.REFUSED,    _M.ASSIGNS,      _M.ASSIGNS),
    Act.REPLY_BY:         (_M.REFUSED,    _M.REFUSED,    _M.SETS,       _M.SETS,         _M.SETS),
    Act.NOTE:             (_M.REFUSED,    _M.REFUSED,    _M.NOTES,      _M.NOTES,        _M.NOTES),
    Act.DISMISS:          (_M.REFUSED,    _M.REFUSED,    _M.REFUSED,    _M.DISMISSES,    _M.DISMISSES),
    Act.MERGE:            (_M.REFUSED,    _M.REFUSED,    _M.REFUSED,    _M.REFUSED,      _M.MERGES),
    Act.SPLIT:            (_M.REFUSED,    _M.REFUSED,    _M.SPLITS,     _M.SPLITS,       _M.SPLITS),
    Act.DECLINE:          (_M.REFUSED,    _M.REFUSED,    _M.PASSES_ON,  _M.PASSES_ON,    _M.PASSES_ON),
    Act.SECURITY:         (_M.REFUSED,    _M.REFUSED,    _M.REFUSED,    _M.ALARMS,       _M.ALARMS),
    Act.NOT_SECURITY:     (_M.REFUSED,    _M.REFUSED,    _M.REFUSED,    _M.CALMS,        _M.CALMS),
    Act.JOINED:           (_M.REFUSED,    _M.REFUSED,    _M.JOINS,      _M.JOINS,        _M.JOINS),
}  # fmt: skip


def meaning(act: Act, standing: Standing) -> Meaning:
    """What `act` comes to when done by somebody of that standing."""
    return _TABLE[act][_COLUMNS.index(standing)]


def standing(actor: Actor, *requesters: UserId) -> Standing:
    """What an actor is to a ticket that `requesters` asked for. Support and on-call outrank those who are paged
    after them: the TAM, the VP, an executive.
    """
    if actor.side is Side.CUSTOMER:
        return Standing.REQUESTER if actor.user in requesters else Standing.CUSTOMER
    if actor.side is Side.SYSTEM or actor.roles & {SUPPORT, ONCALL}:
        return Standing.SUPPORT
    return Standing.LADDER if actor.roles & {TAM, VP, EXEC} else Standing.STAFF
