"""The roster from people.yml and accounts.yml: what it holds, and what it is refused for."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from ackline.adapters.config.contracts.errors import RosterError
from ackline.adapters.config.contracts.load import load_all, shipped
from ackline.adapters.config.roster.freeze import freeze_roster, thaw_roster
from ackline.adapters.config.roster.load import load_roster
from ackline.domain.contract import Contract
from ackline.domain.duty.people import Fixed, PagerLine, Roster, Weekly, Windows
from ackline.domain.ids import EXEC, ONCALL, SUPPORT, TAM, AccountId, UserId
from ackline.domain.time.hours import Hours

PEOPLE = """\
vendor: {name: Stringer, triage_channel: C0TRIAGE, fallback_channel: C0FALL}
people:
  U0ANN: {name: Ann, support: yes}
  U0BOB:
    name: Bob
    lines: [slack_dm, {pager: webhook, address: "https://pager.example/bob", secret: BOB_PAGER_SECRET}]
  U0CAT: {name: Cat}
  U0DAN: {name: Dan, guest: yes}
rotas:
  engineers: {people: [U0ANN, U0BOB], handover: mon 09:00, timezone: Europe/Berlin, since: 2026-01-05}
  leads: {people: [U0CAT]}
  executives:
    whole_day: yes
    windows:
      - {person: U0CAT, timezone: UTC, hours: 08:00-20:00}
      - {person: U0BOB, timezone: UTC, hours: 20:00-08:00}
"""
LINES = '[slack_dm, {pager: webhook, address: "https://pager.example/bob", secret: BOB_PAGER_SECRET}]'
ACCOUNTS = """\
accounts:
  acme:
    name: Acme
    contract: stringer
    tier: enterprise
    channels: [C0ACME, C0ACMEDEV]
    deployment: dedicated
    roles: {oncall: engineers, tam: U0ANN, vp: leads}
    contacts: {portal: "https://portal.example/acme"}
  sail:
    name: Sail
    contract: weka
    channels: [C0SAIL]
    roles: {exec: executives}
"""


def plain() -> Mapping[str, Contract]:
    return {name: edition.contract for name, edition in shipped().items()}


def written(folder: Path, people: str = PEOPLE, accounts: str = ACCOUNTS) -> Path:
    (folder / "people.yml").write_text(people, encoding="utf-8")
    (folder / "accounts.yml").write_text(accounts, encoding="utf-8")
    return folder


def loaded(folder: Path, people: str = PEOPLE, accounts: str = ACCOUNTS) -> Roster:
    return load_roster(written(folder, people, accounts), plain())


def refused(folder: Path, people: str = PEOPLE, accounts: str = ACCOUNTS) -> RosterError:
    with pytest.raises(RosterError) as error:
        loaded(folder, people, accounts)
    return error.value


def test_a_roster_holds_the_vendor_the_people_the_rotas_and_the_accounts(tmp_path: Path) -> None:
    roster = loaded(tmp_path)
    assert (roster.vendor.name, roster.vendor.triage_channel) == ("Stringer", "C0TRIAGE")
    assert roster.people[UserId("U0BOB")].lines == (
        PagerLine(pager="slack_dm"),
        PagerLine(pager="webhook", address="https://pager.example/bob", secret="BOB_PAGER_SECRET"),
    )
    assert [(p.support, p.guest) for p in roster.people.values()] == [
        (True, False),
        (False, False),
        (False, False),
        (False, True),
    ]
    assert isinstance(roster.rotas["engineers"], Weekly)
    assert isinstance(roster.rotas["executives"], Windows)
    account = roster.account_of("C0ACMEDEV")
    assert account is not None
    assert (account.id, account.tier, account.deployment) == ("acme", "enterprise", "dedicated")
    assert account.contacts == {"portal": "https://portal.example/acme"}


def test_a_person_may_be_reached_by_pagerduty_and_by_e_mail(tmp_path: Path) -> None:
    ways = "[{pager: pagerduty, secret: BOB_KEY}, {pager: email, address: bob@mail.example}]"
    people = PEOPLE.replace(LINES, ways).replace(
        "{name: Cat}",
        '{name: Cat, lines: [{pager: pagerduty, secret: K, address: "https://events.eu.pagerduty.com/v2/enqueue"}]}',
    )
    roster = loaded(tmp_path, people=people)
    assert roster.people[UserId("U0BOB")].lines == (
        PagerLine(pager="pagerduty", secret="BOB_KEY"),
        PagerLine(pager="email", address="bob@mail.example"),
    )
    assert roster.people[UserId("U0CAT")].lines[0].address == "https://events.eu.pagerduty.com/v2/enqueue"


@pytest.mark.parametrize(
    ("line", "key", "fragment"),
    [
        ("{pager: email}", ".address", "missing"),
        ("{pager: email, address: bob}", ".address", "'bob' is no e-mail address"),
        ("{pager: email, address: Bob <bob@mail.example>}", ".address", "no e-mail address"),
        ('{pager: email, address: "bob@mail.example\\r\\nBcc: eve@mail.example"}', ".address", "no e-mail address"),
        ("{pager: email, address: bob@mail.example, secret: KEY}", ".secret", "no key here"),
        ("{pager: pagerduty}", ".secret", "missing"),
        ("{pager: pagerduty, secret: KEY, address: events}", ".address", "no URL"),
        ("slack_dm, slack_dm", "", "remove one of them"),
    ],
)
def test_a_line_that_reaches_nobody_is_refused(tmp_path: Path, line: str, key: str, fragment: str) -> None:
    (mistake,) = refused(tmp_path, people=PEOPLE.replace(LINES, f"[{line}]")).mistakes
    number = line.count("slack_dm") - 1 if "slack_dm" in line else 0
    assert mistake.path == f"people.U0BOB.lines[{number}]{key}"
    assert fragment in f"{mistake.why}. {mistake.mend}"


@pytest.mark.parametrize("key", ["0123456789abcdef0123456789abcdef", "R0ABCDEFGHIJKLMNOPQRSTUVWXYZ0123"])
def test_a_key_of_pagerduty_given_instead_of_a_name_is_not_repeated(tmp_path: Path, key: str) -> None:
    error = refused(tmp_path, people=PEOPLE.replace(LINES, f"[{{pager: pagerduty, secret: {key}}}]"))
    assert "name it here: PAGERDUTY_KEY" in str(error)
    assert key not in str(error)


def test_a_person_stands_for_the_rota_of_that_one_person(tmp_path: Path) -> None:
    roster = loaded(tmp_path)
    assert roster.rotas["U0ANN"] == Fixed(people=(UserId("U0ANN"),))
    account, now = roster.accounts[AccountId("acme")], datetime(2026, 11, 20, tzinfo=UTC)
    assert [p.user for p in roster.on_duty(account, TAM, now)] == ["U0ANN"]
    assert roster.roles_of(UserId("U0ANN"), account, now) >= {SUPPORT, TAM}


def test_the_first_person_of_a_weekly_rota_is_on_duty_in_the_week_of_since(tmp_path: Path) -> None:
    roster = loaded(tmp_path)
    account, first = roster.accounts[AccountId("acme")], datetime(2026, 1, 5, 12, tzinfo=UTC)
    turns = [roster.on_duty(account, ONCALL, first + timedelta(weeks=week))[0].user for week in range(3)]
    assert turns == ["U0ANN", "U0BOB", "U0ANN"]


def test_a_window_that_ends_before_it_starts_runs_overnight(tmp_path: Path) -> None:
    roster = loaded(tmp_path)
    account = roster.accounts[AccountId("sail")]
    on_duty = [roster.on_duty(account, EXEC, datetime(2026, 11, 20, hour, tzinfo=UTC))[0].user for hour in (3, 12)]
    assert on_duty == ["U0BOB", "U0CAT"]


def test_a_contract_of_one_tier_needs_no_tier_named(tmp_path: Path) -> None:
    assert loaded(tmp_path).accounts[AccountId("sail")].tier == "support"


def test_a_frozen_roster_thaws_to_the_same_roster(tmp_path: Path) -> None:
    roster = loaded(tmp_path)
    assert thaw_roster(freeze_roster(roster)) == roster


def test_a_version_is_of_the_content_and_not_of_its_order(tmp_path: Path) -> None:
    first, last = ACCOUNTS.index("  acme"), ACCOUNTS.index("  sail")
    turned = ACCOUNTS[:first] + ACCOUNTS[last:] + ACCOUNTS[first:last]
    version = loaded(tmp_path).version
    assert loaded(tmp_path, accounts=turned).version == version
    assert loaded(tmp_path, accounts=ACCOUNTS.replace("C0SAIL", "C0SAILS")).version != version


@pytest.mark.parametrize(
    ("old", "new", "path", "fragment"),
    [
        ("tier: enterprise", "tier: platinum", "accounts.acme.tier", "no tier of stringer"),
        ("tier: enterprise", "tier: Enterprise", "accounts.acme.tier", "did you mean enterprise?"),
        ("    tier: enterprise\n", "", "accounts.acme.tier", "missing"),
        ("contract: stringer", "contract: stringr", "accounts.acme.contract", "did you mean stringer?"),
        ("tam: U0ANN", "tam: U0EVE", "accounts.acme.roles.tam", "U0EVE is nobody of people.yml"),
        ("tam: U0ANN", "tma: U0ANN", "accounts.acme.roles.tma", "did you mean tam?"),
        ("oncall: engineers", "oncall: enginers", "accounts.acme.roles.oncall", "did you mean engineers?"),
        ("channels: [C0SAIL]", "channels: [C0ACME]", "accounts.sail.channels", "C0ACME already belongs to acme"),
        ("channels: [C0SAIL]", "channels: [C0TRIAGE]", "accounts.sail.channels", "staff of the vendor"),
        ("channels: [C0SAIL]", 'channels: ["#sail"]', "accounts.sail.channels", "no Slack channel id"),
        ("deployment: dedicated", "deployment: self-hosted", "accounts.acme.deployment", "not for self-hosted"),
        ("deployment: dedicated", "deployment: dedicate", "accounts.acme.deployment", "did you mean dedicated?"),
        ("{portal:", "{portals:", "accounts.acme.contacts.portals", "did you mean portal?"),
        ("contract: weka", "contract: gruntwork", "accounts.sail.contract", "template"),
        ("    name: Sail\n", "", "accounts.sail.name", "missing"),
        ("    name: Sail\n", "    name: Sail\n    chanels: []\n", "accounts.sail.chanels", "did you mean channels?"),
    ],
)
def test_a_mistake_in_accounts_is_told_with_its_line_and_its_mend(
    tmp_path: Path, old: str, new: str, path: str, fragment: str
) -> None:
    (mistake,) = refused(tmp_path, accounts=ACCOUNTS.replace(old, new, 1)).mistakes
    assert (mistake.path, Path(mistake.file).name) == (path, "accounts.yml")
    assert fragment in f"{mistake.why}. {mistake.mend}"
    assert mistake.line > 1


@pytest.mark.parametrize(
    ("old", "new", "path", "fragment"),
    [
        ("triage_channel: C0TRIAGE", "triage_channel: triage", "vendor.triage_channel", "no Slack channel id"),
        ("fallback_channel: C0FALL", "fallback: C0FALL", "vendor.fallback_channel", "missing"),
        ("  U0DAN:", "  dan:", "people.dan", "no Slack user id"),
        ("{name: Cat}", "{name: Cat, support: perhaps}", "people.U0CAT.support", "neither yes nor no"),
        ("secret: BOB_PAGER_SECRET", "secret: hunter2", "people.U0BOB.lines[1].secret", "environment"),
        (", secret: BOB_PAGER_SECRET", "", "people.U0BOB.lines[1].secret", "missing"),
        ("https://pager.example/bob", "pager.example/bob", "people.U0BOB.lines[1].address", "no URL"),
        ("{name: Cat}", "{name: Cat, lines: [webhook]}", "people.U0CAT.lines[0]", "its address"),
        ("{name: Cat}", "{name: Cat, lines: []}", "people.U0CAT.lines", "nothing reaches"),
        ("people: [U0CAT]", "people: [U0EVE]", "rotas.leads.people", "U0EVE is nobody of people.yml"),
        ("people: [U0CAT]", "people: []", "rotas.leads.people", "nobody is on the rota"),
        ("handover: mon 09:00", "handover: monday", "rotas.engineers.handover", "mon 09:00"),
        ("since: 2026-01-05", "since: 2026-13-05", "rotas.engineers.since", "no date"),
        ("timezone: Europe/Berlin", "timezone: Berlin", "rotas.engineers.timezone", "not a time zone"),
        ("hours: 08:00-20:00", "hours: 8-20", "rotas.executives.windows[0].hours", "no stretch of hours"),
        ("hours: 08:00-20:00", "hours: 08:00-26:00", "rotas.executives.windows[0].hours", "no times"),
        ("hours: 08:00-20:00", "hours: 08:00-20:00, days: wekdays", "rotas.executives.windows[0].days", "mon-fri"),
        ("{person: U0CAT", "{person: U0EVE", "rotas.executives.windows[0].person", "nobody of people.yml"),
        ("hours: 20:00-08:00", "hours: 20:00-07:00", "rotas.executives.windows", "07:00-08:00 UTC on 365 days"),
    ],
)
def test_a_mistake_in_people_is_told_with_its_line_and_its_mend(
    tmp_path: Path, old: str, new: str, path: str, fragment: str
) -> None:
    mistakes = refused(tmp_path, people=PEOPLE.replace(old, new, 1)).mistakes
    found = [m for m in mistakes if m.path == path]
    assert len(found) == 1, mistakes
    assert fragment in f"{found[0].why}. {found[0].mend}"
    assert Path(found[0].file).name == "people.yml"


def test_a_secret_given_instead_of_its_name_is_not_repeated(tmp_path: Path) -> None:
    assert "hunter2" not in str(refused(tmp_path, people=PEOPLE.replace("BOB_PAGER_SECRET", "hunter2")))


def test_a_gap_that_only_the_change_of_the_clock_opens_is_found(tmp_path: Path) -> None:
    people = PEOPLE.replace(
        "U0CAT, timezone: UTC, hours: 08:00-20:00", "U0CAT, timezone: Europe/Berlin, hours: 09:00-21:00"
    )
    (mistake,) = refused(tmp_path, people=people).mistakes
    assert "19:00-20:00 UTC" in mistake.why, "in summer Berlin is two hours ahead"


def test_windows_that_need_not_cover_the_day_may_have_gaps(tmp_path: Path) -> None:
    people = PEOPLE.replace("    whole_day: yes\n", "").replace("hours: 20:00-08:00", "hours: 22:00-06:00")
    assert isinstance(loaded(tmp_path, people=people).rotas["executives"], Windows)


def test_the_mistakes_of_both_files_are_told_together(tmp_path: Path) -> None:
    people = PEOPLE.replace("C0TRIAGE", "triage").replace("mon 09:00", "monday")
    accounts = ACCOUNTS.replace("tier: enterprise", "tier: platinum").replace("C0SAIL", "C0ACME")
    error = refused(tmp_path, people, accounts)
    assert [m.path for m in error.mistakes] == [
        "accounts.acme.tier",
        "accounts.sail.channels",
        "vendor.triage_channel",
        "rotas.engineers.handover",
    ]
    assert str(error).startswith("4 mistakes:")


@pytest.mark.parametrize(("people", "accounts"), [("", ACCOUNTS), (PEOPLE, "- acme\n"), ("people: [\n", ACCOUNTS)])
def test_a_file_that_holds_nothing_to_read_is_the_one_mistake(tmp_path: Path, people: str, accounts: str) -> None:
    assert len(refused(tmp_path, people, accounts).mistakes) == 1


def test_a_directory_without_files_says_which_file_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match=r"people\.yml"):
        load_roster(tmp_path, plain())


def test_an_installation_without_customers_yet_is_a_roster(tmp_path: Path) -> None:
    assert loaded(tmp_path, accounts="accounts: {}\n").accounts == {}


def test_a_template_with_its_calendar_given_in_the_same_file_may_be_sold(tmp_path: Path) -> None:
    calendar = "{timezone: UTC, weekly: {mon-fri: 09:00-17:00}, holidays: none}"
    accounts = (
        ACCOUNTS.replace("contract: weka", "contract: gruntwork")
        + f"contracts: {{gruntwork: {{calendars: {{business: {calendar}}}}}}}\n"
    )
    config = written(tmp_path, accounts=accounts)
    roster = load_roster(config, {name: edition.contract for name, edition in load_all(config).items()})
    assert roster.accounts[AccountId("sail")].contract == "gruntwork"


def test_a_person_has_a_clock_of_their_own_and_hours_that_are_quiet(tmp_path: Path) -> None:
    people = PEOPLE.replace(
        "{name: Cat}", "{name: Cat, timezone: Asia/Tokyo, day_starts: 08:30, quiet_hours: 22:00-07:00}"
    )
    cat = loaded(tmp_path, people=people).people[UserId("U0CAT")]
    assert (cat.timezone, cat.day_starts) == ("Asia/Tokyo", time(8, 30))
    assert cat.quiet_hours == Hours(start=time(22), end=time(7))
    assert thaw_roster(freeze_roster(loaded(tmp_path, people=people))).people[UserId("U0CAT")] == cat


@pytest.mark.parametrize(
    ("key", "fragment"),
    [
        ("timezone: Tokyo", "'Tokyo' is not a time zone"),
        ("day_starts: early", "'early' is no time of a day"),
        ("quiet_hours: nights", "'nights' is no stretch of hours"),
    ],
)
def test_hours_of_a_person_that_are_none_are_refused(tmp_path: Path, key: str, fragment: str) -> None:
    error = refused(tmp_path, people=PEOPLE.replace("{name: Cat}", f"{{name: Cat, {key}}}"))
    assert fragment in error.mistakes[0].why and error.mistakes[0].path.startswith("people.U0CAT.")
