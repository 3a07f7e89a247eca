"""What the five documents promise, typed in from CONTRACTS.md for the judge. Nothing here is read from the product."""

from dataclasses import dataclass, field
from datetime import timedelta

from .business import Hours, Span

EASTERN = Hours("America/New_York", 4, 20, holidays=True)
WEEKDAYS = Hours("UTC", 0, 24, holidays=False)
OFFICE = Hours("America/New_York", 9, 17, holidays=True)
"""The calendar that the stage gives Gruntwork's template."""


def _wall(hours: float) -> Span:
    return Span(timedelta(hours=hours))


@dataclass(frozen=True, slots=True)
class Rung:
    """Who is reached and when, by the age of the severity, while nobody has it."""

    name: str
    after: timedelta
    severities: frozenset[str]
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report owed from the resolution on, and where it must be published."""

    rule: str
    severities: frozenset[str]
    within: Span
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Promise:
    """One account's contract. The first severity is the most urgent, `assumed` holds until somebody judges."""

    severities: tuple[str, ...]
    assumed: str
    paging: frozenset[str]
    first_response: dict[str, Span]
    ladder: tuple[Rung, ...]
    siren: str
    first_update: dict[str, Span] = field(default_factory=dict)
    report: Report | None = None
    assess: tuple[Span, timedelta, Hours] | None = None


_NOW = timedelta()
_P1 = frozenset({"P1"})


def _enterprise(*, tam_for_every_page: bool) -> Promise:
    return Promise(
        severities=("P1", "P2", "P3", "P4"),
        assumed="P2",
        paging=_P1,
        siren="P1",
        first_response={  # STR-1 to STR-4; business hours under 24/7 cover are 24/5 UTC (STR-6)
            "P1": _wall(1),
            "P2": _wall(4),
            "P3": Span(timedelta(hours=8), hours=WEEKDAYS),
            "P4": Span(days=1, hours=WEEKDAYS),
        },
        ladder=(  # STR-8 to STR-10: the VP is reached within 30 minutes, so is called two minutes before
            Rung("On-call", _NOW, _P1, explicit=True),
            Rung("Technical Account Manager", timedelta(minutes=15), _P1, explicit=tam_for_every_page),
            Rung("VP of Engineering", timedelta(minutes=28), _P1),
        ),
        report=Report(  # STR-17
            "post-incident-enterprise",
            frozenset({"P1", "P2"}),
            Span(days=5, hours=WEEKDAYS),
            frozenset({"channel", "portal"}),
        ),
    )


_PRO = Promise(
    severities=("P1", "P2", "P3", "P4"),
    assumed="P2",
    paging=_P1,
    siren="P1",
    first_response={
        "P1": _wall(4),
        "P2": Span(timedelta(hours=8), hours=WEEKDAYS),
        "P3": Span(days=1, hours=WEEKDAYS),
        "P4": Span(days=2, hours=WEEKDAYS),
    },
    ladder=(  # STR-7
        Rung("On-call line", _NOW, frozenset(), explicit=True),
        Rung("On-call", timedelta(minutes=30), _P1),
    ),
    report=Report("post-incident-pro", frozenset({"P1", "P2"}), Span(days=5, hours=WEEKDAYS), frozenset({"portal"})),
)
_GOLD = Promise(
    severities=("critical", "major", "minor", "guidance"),
    assumed="major",
    paging=frozenset({"critical"}),
    siren="critical",
    first_response={  # SPA-1 to SPA-4
        "critical": _wall(1),
        "major": Span(timedelta(hours=4), hours=EASTERN),
        "minor": Span(timedelta(hours=24), hours=EASTERN),
        "guidance": Span(timedelta(hours=72), hours=EASTERN),
    },
    ladder=(Rung("On-call", _NOW, frozenset({"critical"}), explicit=True),),
    assess=(Span(timedelta(hours=1), hours=EASTERN), timedelta(hours=8), EASTERN),
)
_GRUNTWORK = Promise(
    severities=("sev1", "sev2", "sev3", "sev4"),
    assumed="sev3",
    paging=frozenset({"sev1", "sev2"}),
    siren="sev1",
    first_response={  # GRU-1 to GRU-4
        "sev1": _wall(0.5),
        "sev2": _wall(1),
        "sev3": _wall(4),
        "sev4": Span(days=1, hours=OFFICE),
    },
    first_update={"sev1": _wall(0.5), "sev2": _wall(1), "sev3": _wall(4), "sev4": Span(days=1, hours=OFFICE)},
    ladder=(Rung("On-call", _NOW, frozenset({"sev1", "sev2"}), explicit=True),),
    report=Report(  # GRU-9 has no deadline; ten business days are our own goal
        "root-cause-analysis", frozenset({"sev1", "sev2"}), Span(days=10, hours=OFFICE), frozenset({"channel"})
    ),
)


def promise_to(account: str, configuration: int) -> Promise:
    """What an account was promised under a state of the configuration; `ember` is promised nothing in Slack."""
    match account:
        case "acme":
            return _enterprise(tam_for_every_page=configuration == 0)
        case "birch":
            return _PRO
        case "cobalt":
            return _GOLD
        case "dune":
            return _GRUNTWORK
    raise KeyError(account)
