"""The figures of the five documents, typed from them by hand, against the shipped contracts."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ackline.adapters.config.contracts.load import shipped
from ackline.domain.contract import ClauseStatus, Contract, Effort, Entitlement, Target, TargetKind
from ackline.domain.ids import ClauseId, SeverityId, TierId
from ackline.domain.time.clock import BusinessDays, due, parse_duration

FIRST, UPDATE, NEXT, RESOLUTION = (
    TargetKind.FIRST_RESPONSE,
    TargetKind.FIRST_UPDATE,
    TargetKind.NEXT_RESPONSE,
    TargetKind.RESOLUTION,
)

FIGURES = [
    # contract, tier, severity, kind, promise, clause
    ("spacelift", "bronze", "critical", FIRST, "4h", "SPA-1"),
    ("spacelift", "silver", "critical", FIRST, "3h", "SPA-1"),
    ("spacelift", "gold", "critical", FIRST, "1h", "SPA-1"),
    ("spacelift", "bronze", "major", FIRST, "best effort", "SPA-2"),
    ("spacelift", "silver", "major", FIRST, "8 business hours", "SPA-2"),
    ("spacelift", "gold", "major", FIRST, "4 business hours", "SPA-2"),
    ("spacelift", "bronze", "minor", FIRST, "best effort", "SPA-3"),
    ("spacelift", "silver", "minor", FIRST, "48 business hours", "SPA-3"),
    ("spacelift", "gold", "minor", FIRST, "24 business hours", "SPA-3"),
    ("spacelift", "bronze", "guidance", FIRST, "best effort", "SPA-4"),
    ("spacelift", "silver", "guidance", FIRST, "72 business hours", "SPA-4"),
    ("spacelift", "gold", "guidance", FIRST, "72 business hours", "SPA-4"),
    ("stringer", "pro", "P1", FIRST, "4h", "STR-1"),
    ("stringer", "enterprise", "P1", FIRST, "1h", "STR-1"),
    ("stringer", "pro", "P2", FIRST, "8 business hours", "STR-2"),
    ("stringer", "enterprise", "P2", FIRST, "4h", "STR-2"),
    ("stringer", "pro", "P3", FIRST, "1 business day", "STR-3"),
    ("stringer", "enterprise", "P3", FIRST, "8 business hours", "STR-3"),
    ("stringer", "pro", "P4", FIRST, "2 business days", "STR-4"),
    ("stringer", "enterprise", "P4", FIRST, "1 business day", "STR-4"),
    *(
        ("stringer", tier, severity, NEXT, "1 business day", "STR-12")
        for tier in ("pro", "enterprise")
        for severity in ("P1", "P2", "P3", "P4")
    ),
    *(
        ("gruntwork", "standard", severity, TargetKind.NEXT_UPDATE, "as announced", "GRU-7")
        for severity in ("sev1", "sev2", "sev3", "sev4")
    ),
    ("gruntwork", "standard", "sev1", FIRST, "30m", "GRU-1"),
    ("gruntwork", "standard", "sev1", RESOLUTION, "4h", "GRU-1"),
    ("gruntwork", "standard", "sev1", UPDATE, "30m", "GRU-6"),
    ("gruntwork", "standard", "sev2", FIRST, "1h", "GRU-2"),
    ("gruntwork", "standard", "sev2", RESOLUTION, "8h", "GRU-2"),
    ("gruntwork", "standard", "sev2", UPDATE, "1h", "GRU-6"),
    ("gruntwork", "standard", "sev3", FIRST, "4h", "GRU-3"),
    ("gruntwork", "standard", "sev3", RESOLUTION, "24h", "GRU-3"),
    ("gruntwork", "standard", "sev3", UPDATE, "4h", "GRU-6"),
    ("gruntwork", "standard", "sev4", FIRST, "1 business day", "GRU-4"),
    ("gruntwork", "standard", "sev4", RESOLUTION, "best effort", "GRU-4"),
    ("gruntwork", "standard", "sev4", UPDATE, "1 business day", "GRU-6"),
]

CLAUSES = {
    "spacelift": """SPA-1 SPA-2 SPA-3 SPA-4 SPA-5 SPA-6 SPA-7 SPA-8 SPA-9 SPA-10 SPA-11 SPA-12 SPA-13 SPA-14 SPA-15
        SPB-1 SPB-2 SPB-3 SPB-4 SPB-5""",
    "stringer": """STR-1 STR-2 STR-3 STR-4 STR-5 STR-6 STR-7 STR-8 STR-9 STR-10 STR-11 STR-12 STR-13 STR-14 STR-15
        STR-16 STR-17 STR-18""",
    "gruntwork": """GRU-1 GRU-2 GRU-3 GRU-4 GRU-5 GRU-6 GRU-7 GRU-8 GRU-9 GRU-10 GRU-11 GRU-12 GRU-13 GRU-14""",
    "weka": "WEK-1 WEK-2 WEK-3 WEK-4 WEK-5 WEK-6 WEK-7 WEK-8 WEK-9",
}

EASTERN = ZoneInfo("America/New_York")
VECTORS = [
    ("spacelift", "gold", "major", "2026-11-20T18:00-05:00", "2026-11-23T06:00-05:00"),
    ("spacelift", "gold", "minor", "2026-11-20T18:00-05:00", "2026-11-24T10:00-05:00"),
    ("spacelift", "silver", "minor", "2026-11-25T12:00-05:00", "2026-12-01T12:00-05:00"),
    ("spacelift", "gold", "major", "2026-10-30T19:00-04:00", "2026-11-02T07:00-05:00"),
    ("stringer", "pro", "P2", "2026-11-20T22:00+00:00", "2026-11-23T06:00+00:00"),
    ("stringer", "pro", "P3", "2026-11-20T22:00+00:00", "2026-11-23T22:00+00:00"),
]


def contract(name: str) -> Contract:
    return shipped()[name].contract


def promise(name: str, tier: str, severity: str, kind: TargetKind) -> Target:
    target = contract(name).target(TierId(tier), SeverityId(severity), kind)
    assert target is not None
    return target


@pytest.mark.parametrize(("name", "tier", "severity", "kind", "words", "clause"), FIGURES)
def test_a_target_is_what_its_document_says(
    name: str, tier: str, severity: str, kind: TargetKind, words: str, clause: str
) -> None:
    target = promise(name, tier, severity, kind)
    assert target.clause == clause
    if words == "best effort":
        assert (target.effort, target.duration) == (Effort.BEST, None)
    elif words == "as announced":
        assert (target.effort, target.duration) == (Effort.PROMISED, None)
    else:
        assert (target.effort, target.duration) == (Effort.PROMISED, parse_duration(words))
        assert bool(target.calendar) is ("business" in words)


def test_nothing_is_promised_beyond_the_documents() -> None:
    promised = {
        (name, tier.id, severity, kind)
        for name, edition in shipped().items()
        for tier in edition.contract.tiers.values()
        for severity, kinds in tier.targets.items()
        for kind in kinds
    }
    assert promised == {(name, tier, severity, kind) for name, tier, severity, kind, _, _ in FIGURES}


@pytest.mark.parametrize(("name", "tier", "severity", "start", "end"), VECTORS)
def test_a_first_response_is_due_when_a_person_with_a_calendar_says(
    name: str, tier: str, severity: str, start: str, end: str
) -> None:
    target = promise(name, tier, severity, FIRST)
    assert target.duration is not None
    assert target.calendar is not None
    calendar = contract(name).calendars[target.calendar]
    assert due(datetime.fromisoformat(start), target.duration, calendar) == datetime.fromisoformat(end)


def test_a_report_on_a_ticket_resolved_on_a_friday_is_due_the_next_friday() -> None:
    (report,) = (r for r in contract("stringer").reports if TierId("enterprise") in r.tiers)
    resolved, owed = datetime(2026, 11, 20, 15, tzinfo=UTC), datetime(2026, 11, 27, 15, tzinfo=UTC)
    assert due(resolved, report.due, contract("stringer").calendars[report.calendar]) == owed


@pytest.mark.parametrize("name", CLAUSES)
def test_every_clause_of_the_documents_is_in_a_contract(name: str) -> None:
    assert set(contract(name).clauses) == set(CLAUSES[name].split())


def test_every_clause_that_is_carried_out_names_its_story() -> None:
    for edition in shipped().values():
        for clause in edition.contract.clauses.values():
            assert (clause.story is not None) is (clause.status is ClauseStatus.CARRIED_OUT), clause.id


def test_an_enterprise_p1_climbs_from_the_on_call_to_the_tam_and_the_vp() -> None:
    ladder = contract("stringer").tiers[TierId("enterprise")].ladder
    assert [(s.role, s.offset, s.clause) for s in ladder] == [
        ("oncall", timedelta(0), "STR-8"),
        ("tam", timedelta(minutes=15), "STR-9"),
        ("vp", timedelta(minutes=28), "STR-10"),
    ]
    assert [s.explicit_pages for s in ladder] == [True, True, False]
    assert [s.severities for s in ladder] == [{"P1"}] * 3
    assert ladder[2].within == timedelta(minutes=30)
    assert ladder[2].always is False


def test_a_pro_post_is_redirected_and_a_claimed_p1_handled_all_the_same() -> None:
    pro = contract("stringer").tiers[TierId("pro")]
    assert pro.entitlement is Entitlement.REDIRECT
    assert pro.redirect is not None
    assert pro.redirect.handled == {"P1"}
    assert [(s.role, s.offset, s.severities, s.explicit_pages, s.clause) for s in pro.ladder] == [
        ("oncall", timedelta(0), frozenset(), True, "STR-7"),
        ("oncall", timedelta(minutes=30), {"P1"}, False, "STR-7"),
    ]


def test_weka_promises_no_time_and_reaches_an_executive_by_an_explicit_page_only() -> None:
    (tier,) = contract("weka").tiers.values()
    assert tier.entitlement is Entitlement.COURTESY
    assert tier.targets == {}
    (step,) = tier.ladder
    assert (step.role, step.severities, step.explicit_pages, step.clause) == ("exec", frozenset(), True, "WEK-9")
    assert tier.redirect is not None
    assert tier.redirect.once_per == timedelta(days=7)
    assert tier.redirect.critical_contacts == ("phone", "portal")
    assert contract("weka").contact("phone").address == "+1 (844) 392-0665"


def test_gruntwork_is_a_template_without_business_hours() -> None:
    assert contract("gruntwork").missing == ("business",)
    assert contract("gruntwork").calendars == {}
    assert contract("gruntwork").word == "target"
    assert contract("gruntwork").pausing == frozenset()


def test_an_analysis_has_five_sections_an_internal_deadline_and_goes_out_upon_request() -> None:
    (report,) = contract("gruntwork").reports
    assert report.due == BusinessDays(10)
    assert (report.internal, report.on_request, report.severities) == (True, True, {"sev1", "sev2"})
    assert len(report.sections) == 5


def test_post_incident_reports_go_to_the_channel_where_there_is_one_and_to_the_portal() -> None:
    places = {tier: r.places for r in contract("stringer").reports for tier in r.tiers}
    assert places == {"pro": ("portal",), "enterprise": ("channel", "portal")}
    reports = [r for r in contract("stringer").reports if not r.security]
    assert all((r.from_opening, r.severities) == (False, {"P1", "P2"}) for r in reports)


def test_a_spacelift_business_day_has_sixteen_hours_and_federal_holidays() -> None:
    calendar = contract("spacelift").calendars["business"]
    monday, thanksgiving = datetime(2026, 11, 23, tzinfo=EASTERN), datetime(2026, 11, 26, 12, tzinfo=EASTERN)
    assert calendar.between(monday, monday + timedelta(days=1)) == timedelta(hours=16)
    assert not calendar.is_open(thanksgiving)
    assert calendar.is_open(thanksgiving + timedelta(days=1))
    assert date(2026, 7, 3) in calendar.holidays, "the day off for a Fourth of July on a Saturday"


@pytest.mark.parametrize(
    ("name", "assumed", "paging"),
    [
        ("spacelift", "major", {"critical"}),
        ("stringer", "P2", {"P1"}),
        ("gruntwork", "sev3", {"sev1", "sev2"}),
        ("weka", "question", set()),
    ],
)
def test_an_unassessed_request_is_assumed_urgent_and_pages_nobody(name: str, assumed: str, paging: set[str]) -> None:
    assert contract(name).assumed == assumed
    assert {s.id for s in contract(name).severities if s.pages} == paging


@pytest.mark.parametrize(
    ("name", "words", "severity"),
    [
        ("spacelift", "SEV 1", "critical"),
        ("spacelift", "s2", "major"),
        ("spacelift", "general guidance", "guidance"),
        ("stringer", "p2", "P2"),
        ("stringer", "High", "P2"),
        ("gruntwork", "severity 2", "sev2"),
        ("gruntwork", "Sev2", "sev2"),
        ("weka", "feature request", "question"),
    ],
)
def test_a_severity_is_found_by_id_name_or_alias_in_any_case(name: str, words: str, severity: str) -> None:
    found = contract(name).find_severity(words)
    assert found is not None
    assert found.id == severity


def test_the_tiers_and_deployments_are_those_that_are_sold() -> None:
    tiers = {name: list(edition.contract.tiers) for name, edition in shipped().items()}
    assert tiers["spacelift"] == ["free", "bronze", "silver", "gold"]
    assert tiers["stringer"] == ["pro", "enterprise"]
    self_hosted = [t.id for t in contract("spacelift").tiers.values() if "self-hosted" in t.deployments]
    assert self_hosted == ["gold"]


def test_exclusions_carry_the_reasons_of_the_documents() -> None:
    counts = {
        clause: sum(e.clause == ClauseId(clause) for edition in shipped().values() for e in edition.contract.exclusions)
        for clause in ("SPB-3", "GRU-10")
    }
    assert counts == {"SPB-3": 5, "GRU-10": 5}
    assert "hardware" in {e.code for e in contract("weka").exclusions}
