"""What the check says of the shipped contracts, and of the people who carry them out."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from ackline.adapters.config.contracts.load import load_contract, shipped, starter
from ackline.adapters.config.lint.check import lint
from ackline.adapters.config.lint.coverage import coverage
from ackline.adapters.config.lint.finding import Finding, Level
from ackline.domain.contract import Contract
from ackline.domain.duty.cover import Cover
from ackline.domain.duty.people import Account, Fixed, PagerLine, Person, Roster, Rota, Vendor, Window, Windows
from ackline.domain.duty.scheduled import Scheduled
from ackline.domain.ids import AccountId, RoleId, TierId, UserId

PAGERS = {"slack_dm": False, "email": False, "pagerduty": True, "webhook": True}
WAKING = (PagerLine(pager="slack_dm"), PagerLine(pager="webhook", address="https://pager.example", secret="KEY"))
ANN, BOB = UserId("U0ANN"), UserId("U0BOB")


def contract(name: str) -> Contract:
    return shipped()[name].contract


def account(name: str, tier: str, **roles: str) -> Account:
    return Account(
        id=AccountId("acme"),
        name="Acme",
        contract=name,
        tier=TierId(tier),
        channels=("C0ACME",),
        roles={RoleId(role): rota for role, rota in roles.items()},
    )


def roster(customer: Account, rotas: dict[str, Rota] | None = None, lines: tuple[PagerLine, ...] = WAKING) -> Roster:
    return Roster(
        version="1",
        vendor=Vendor(name="Vendor", triage_channel="C0TRIAGE", fallback_channel="C0FALL"),
        people={user: Person(user=user, name=user.title(), lines=lines) for user in (ANN, BOB)},
        rotas=rotas if rotas is not None else {"ann": Fixed(people=(ANN,)), "bob": Fixed(people=(BOB,))},
        accounts={customer.id: customer},
    )


def about(findings: tuple[Finding, ...], path: str) -> Finding:
    (finding,) = (f for f in findings if f.path == path)
    return finding


def paths(findings: tuple[Finding, ...], level: Level) -> set[str]:
    return {f.path for f in findings if f.level is level}


ENTERPRISE = account("stringer", "enterprise", oncall="ann", tam="ann", vp="bob")


@pytest.mark.parametrize("name", ["spacelift", "stringer", "weka"])
def test_a_shipped_contract_has_no_errors(name: str) -> None:
    assert paths(lint(contract(name), None, PAGERS), Level.ERROR) == set()


def test_the_starter_is_free_of_errors_and_warnings(tmp_path: Path) -> None:
    file = tmp_path / "starter.yml"
    file.write_text(starter(), encoding="utf-8")
    assert {f.level for f in lint(load_contract(file).contract, None, PAGERS)} == {Level.NOTE}


def test_a_template_is_refused_until_its_calendar_is_given() -> None:
    finding = about(lint(contract("gruntwork"), None, PAGERS), "calendars.business")
    assert finding.level is Level.ERROR
    for what in ("first_response of sev4", "report root-cause-analysis", "watch"):
        assert what in finding.why
    assert "accounts.yml" in finding.mend


@pytest.mark.parametrize(
    ("name", "clauses", "followed"),
    [
        ("spacelift", ("SPA-13", "SPB-5"), "SPA-13"),
        ("spacelift", ("SPA-12", "SPB-3"), "SPA-12"),
        ("gruntwork", ("GRU-8", "GRU-9"), "GRU-9"),
    ],
)
def test_documents_that_disagree_are_named_with_the_one_that_is_followed(
    name: str, clauses: tuple[str, str], followed: str
) -> None:
    findings = [f for f in lint(contract(name), None, PAGERS) if all(clause in f.why for clause in clauses)]
    assert [(f.level, f.clause) for f in findings] == [(Level.WARNING, followed)]


@pytest.mark.parametrize("name", list(shipped()))
def test_every_open_question_is_listed_with_the_reading_taken(name: str) -> None:
    findings = lint(contract(name), None, PAGERS)
    for setting in contract(name).settings:
        finding = about(findings, f"settings.{setting.id}")
        assert finding.level is Level.NOTE
        assert f"Reading taken: {setting.value}" in finding.why
        assert finding.clause == setting.clause


def test_errors_come_first() -> None:
    levels = [f.level for f in lint(contract("gruntwork"), None, PAGERS)]
    assert levels == sorted(levels, key=list(Level).index)


def test_people_who_are_woken_round_the_clock_satisfy_the_check() -> None:
    findings = lint(contract("stringer"), roster(ENTERPRISE), PAGERS)
    assert paths(findings, Level.ERROR) | paths(findings, Level.WARNING) == set()


def test_a_step_without_anybody_in_its_role_is_an_error() -> None:
    findings = lint(contract("stringer"), roster(account("stringer", "enterprise", oncall="ann", vp="bob")), PAGERS)
    finding = about(findings, "accounts.acme.roles.tam")
    assert (finding.level, finding.clause) == (Level.ERROR, "STR-9")


def test_a_direct_message_alone_wakes_nobody() -> None:
    findings = lint(contract("stringer"), roster(ENTERPRISE, lines=(PagerLine(pager="slack_dm"),)), PAGERS)
    assert about(findings, "people.U0ANN.lines").level is Level.WARNING
    vp = about(findings, "people.U0BOB.lines")
    assert (vp.level, vp.clause) == (Level.ERROR, "STR-10"), "within promises that the person is reached"
    assert vp.mend == "add a line that wakes: pager: pagerduty or webhook"


@pytest.mark.parametrize(("pager", "woken"), [("email", False), ("pagerduty", True), ("webhook", True)])
def test_a_line_satisfies_the_check_when_it_wakes(pager: str, woken: bool) -> None:
    findings = lint(contract("stringer"), roster(ENTERPRISE, lines=(PagerLine(pager=pager),)), PAGERS)
    assert (not paths(findings, Level.ERROR)) is woken


def test_a_pager_that_does_not_exist_reaches_nobody() -> None:
    findings = lint(contract("stringer"), roster(ENTERPRISE, lines=(*WAKING, PagerLine(pager="pigeon"))), PAGERS)
    assert paths(findings, Level.ERROR) == {"people.U0ANN.lines.pigeon", "people.U0BOB.lines.pigeon"}


def test_a_rota_with_hours_that_nobody_covers_is_an_error_for_a_ladder() -> None:
    day = Windows(windows=(Window(person=ANN, timezone="UTC", start=time(8), end=time(20)),))
    customer = account("weka", "support", exec="day")
    finding = about(lint(contract("weka"), roster(customer, {"day": day}), PAGERS), "rotas.day")
    assert (finding.level, finding.clause) == (Level.ERROR, "WEK-9")
    assert "20:00-08:00 UTC" in finding.why


def test_a_gap_of_a_calendar_is_a_warning_until_an_override_fills_it() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    calendar = roster(account("stringer", "pro", oncall="duty"), {"duty": Scheduled(entries=())})
    told = about(lint(contract("stringer"), calendar, PAGERS, now), "rotas.duty")
    assert (told.level, told.why) == (
        Level.WARNING,
        "nobody is on duty from Mon 2026-03-02 00:00 to Mon 2026-03-30 00:00 UTC",
    )
    cover = Cover(number=1, rota="duty", person=ANN, start=now, end=now + timedelta(weeks=4), by=BOB)
    filled = lint(contract("stringer"), replace(calendar, covers=(cover,)), PAGERS, now)
    assert "rotas.duty" not in {f.path for f in filled}


def test_accounts_of_other_contracts_are_none_of_the_checks_business() -> None:
    stranger = account("weka", "support")
    assert paths(lint(contract("stringer"), roster(stranger), PAGERS), Level.ERROR) == set()


def test_a_redirect_to_an_address_that_nobody_gave_is_noted() -> None:
    findings = lint(contract("stringer"), roster(account("stringer", "pro", oncall="ann")), PAGERS)
    assert {"accounts.acme.contacts.portal", "accounts.acme.contacts.email"} <= paths(findings, Level.NOTE)


def test_coverage_tells_of_every_clause_what_becomes_of_it() -> None:
    rows = {row["clause"]: row for row in coverage(edition.contract for edition in shipped().values())}
    assert len(rows) == 61
    assert rows["STR-9"]["status"] == "carried out"
    assert rows["STR-9"]["story"]
    assert {row["story"] for row in rows.values() if row["status"] == "planned"} == {None}
    assert {row["status"] for row in rows.values()} == {"carried out", "shown", "planned"}
