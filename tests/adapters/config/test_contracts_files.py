"""Contracts on their way from files: frozen, adjusted by the operator, and of the operator's own."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import ackline.contracts
from ackline.adapters.config.contracts.document import Edition
from ackline.adapters.config.contracts.errors import ContractError
from ackline.adapters.config.contracts.freeze import freeze, thaw
from ackline.adapters.config.contracts.load import load_all, load_contract, shipped, starter
from ackline.adapters.config.contracts.source import read_text
from ackline.domain.ids import ContractVersion, TierId

SHIPPED = Path(ackline.contracts.__file__).parent
FIRST_RELEASE = Path(__file__).parent / "frozen" / "first_release.json"
CALENDAR = """
contracts:
  gruntwork:
    calendars:
      business: {timezone: Europe/Berlin, weekly: {mon-thu: 09:00-17:00}, holidays: none}
"""


def configured(folder: Path, accounts: str = "", **own: str) -> Path:
    (folder / "contracts").mkdir()
    if accounts:
        (folder / "accounts.yml").write_text(accounts, encoding="utf-8")
    for name, text in own.items():
        (folder / "contracts" / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def read_as(contract: str, setting: str, value: str) -> Edition:
    accounts = json.dumps({"contracts": {contract: {"settings": {setting: value}}}})
    return load_contract(SHIPPED / f"{contract}.yml", read_text(accounts, "accounts.yml"))


def refusal(config: Path) -> ContractError:
    with pytest.raises(ContractError) as refused:
        load_all(config)
    return refused.value


@pytest.mark.parametrize("name", ["spacelift", "stringer", "gruntwork", "weka"])
def test_a_frozen_contract_thaws_to_the_same_contract_of_the_same_version(name: str) -> None:
    edition = shipped()[name]
    assert thaw(freeze(edition)) == edition.contract


def test_a_frozen_contract_needs_no_table_of_holidays() -> None:
    frozen = freeze(shipped()["spacelift"])
    assert '"country"' not in frozen
    assert '"2026-11-26"' in frozen


def test_a_contract_frozen_by_the_first_release_is_still_readable() -> None:
    thawed = thaw(FIRST_RELEASE.read_text(encoding="utf-8").strip())
    assert thawed.version == "2139648b8ad5eceb"
    assert thawed.calendars["office"].holidays == {date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 24)}
    assert [step.role for step in thawed.tiers[TierId("gold")].ladder] == ["oncall", "vp"]


def test_a_version_is_of_the_content_and_not_of_its_layout(tmp_path: Path) -> None:
    text = (SHIPPED / "weka.yml").read_text(encoding="utf-8")
    (tmp_path / "same.yml").write_text(f"# a word\n\n{text}\n# another\n", encoding="utf-8")
    (tmp_path / "other.yml").write_text(text.replace("once_per: 7 days", "once_per: 8 days"), encoding="utf-8")
    version = shipped()["weka"].contract.version
    assert load_contract(tmp_path / "same.yml").contract.version == version
    assert load_contract(tmp_path / "other.yml").contract.version != version


def test_a_different_reading_is_a_different_version() -> None:
    read = read_as("stringer", "report-from", "opening").contract
    assert read.version != shipped()["stringer"].contract.version
    assert all(report.from_opening for report in read.reports)
    assert replace(read, version=ContractVersion("")).setting("report-from") == "opening"


@pytest.mark.parametrize(
    ("contract", "setting", "option"),
    [
        (name, setting.id, option)
        for name, edition in shipped().items()
        for setting in edition.contract.settings
        for option in setting.options
    ],
)
def test_every_reading_of_every_open_question_can_be_carried_out(contract: str, setting: str, option: str) -> None:
    edition = read_as(contract, setting, option)
    assert edition.contract.setting(setting) == option
    assert thaw(freeze(edition)) == edition.contract


@pytest.mark.parametrize("name", list(shipped()))
def test_the_shipped_readings_are_the_recommended_ones(name: str) -> None:
    assert all(s.value == s.recommended for s in shipped()[name].contract.settings)


def test_the_readings_of_stringer_change_its_ladder() -> None:
    enterprise = TierId("enterprise")
    tam = read_as("stringer", "tam-pages", "P1 only").contract.tiers[enterprise].ladder[1]
    vp = read_as("stringer", "vp-page", "always").contract.tiers[enterprise].ladder[2]
    assert tam.explicit_pages is False
    assert vp.always is True


def test_the_readings_of_gruntwork_and_spacelift_change_pauses_and_holidays() -> None:
    assert read_as("gruntwork", "resolution-pauses", "pending").contract.pausing == {"pending"}
    plain = read_as("spacelift", "which-holidays", "none").contract.calendars["business"]
    assert plain.holidays == frozenset()


def test_a_template_is_completed_from_accounts(tmp_path: Path) -> None:
    contract = load_all(configured(tmp_path, CALENDAR))["gruntwork"].contract
    assert contract.missing == ()
    assert contract.calendars["business"].timezone == "Europe/Berlin"


def test_addresses_and_wordings_are_adjusted_and_the_rest_stays(tmp_path: Path) -> None:
    accounts = (
        "contracts: {weka: {contacts: {portal: https://help.example}, texts: {no_sla: Just so you know.}, "
        "settings: {courtesy-ping: no}}}"
    )
    contract = load_all(configured(tmp_path, accounts))["weka"].contract
    assert contract.contact("portal").address == "https://help.example"
    assert contract.texts["no_sla"] == "Just so you know."
    redirect = contract.tiers[TierId("support")].redirect
    assert redirect is not None
    assert redirect.courtesy_ping is False
    assert contract.contacts[1:] == (contract.contact("portal"), *contract.contacts[2:])


def test_a_calendar_that_the_operator_gives_keeps_the_clause_it_stands_for() -> None:
    hours = {"timezone": "UTC", "weekly": {"mon-fri": "08:00-18:00"}, "holidays": "none"}
    accounts = json.dumps({"contracts": {"stringer": {"calendars": {"weekdays": hours}}}})
    contract = load_contract(SHIPPED / "stringer.yml", read_text(accounts, "accounts.yml")).contract
    assert contract.hours == {"weekdays": "STR-5"}


def test_a_mistake_in_an_adjustment_is_told_with_its_line_in_accounts(tmp_path: Path) -> None:
    config = configured(tmp_path, CALENDAR.replace("Europe/Berlin", "Europe/Nowhere"))
    (mistake,) = refusal(config).mistakes
    assert (Path(mistake.file).name, mistake.line, mistake.path) == ("accounts.yml", 5, "calendars.business.timezone")


@pytest.mark.parametrize(
    ("accounts", "path", "fragment"),
    [
        ("contracts: {weka: {tiers: {}}}", "contracts.weka.tiers", "can't be adjusted"),
        ("contracts: {weka: {settings: {courtesy: no}}}", "contracts.weka.settings.courtesy", "courtesy-ping?"),
        ("contracts: {weka: {contacts: [a]}}", "contracts.weka.contacts", "a list"),
        ("contracts: {weka: no}", "contracts.weka", "text"),
        ("contracts: [weka]", "contracts", "a list"),
        ("contracts: {wekka: {}}", "contracts.wekka", "did you mean weka?"),
        ("contracts: {weka: {settings: {courtesy-ping: perhaps}}}", "settings.courtesy-ping.value", "perhaps"),
    ],
)
def test_an_adjustment_that_fits_nothing_is_refused(tmp_path: Path, accounts: str, path: str, fragment: str) -> None:
    mistakes = refusal(configured(tmp_path, accounts)).mistakes
    assert [m.path for m in mistakes][:1] == [path]
    assert fragment in f"{mistakes[0].why}. {mistakes[0].mend}"
    assert Path(mistakes[0].file).name == "accounts.yml"


def test_a_contract_of_ones_own_joins_the_shipped_ones(tmp_path: Path) -> None:
    config = configured(tmp_path, mine=starter().replace("contract: starter", "contract: mine"))
    assert set(load_all(config)) == {"gruntwork", "mine", "spacelift", "stringer", "weka"}


def test_a_contract_cannot_take_the_id_of_another(tmp_path: Path) -> None:
    config = configured(tmp_path, mine=starter().replace("contract: starter", "contract: weka"))
    (mistake,) = refusal(config).mistakes
    assert mistake.why == "there is already a contract weka"


def test_the_mistakes_of_all_contracts_are_told_together(tmp_path: Path) -> None:
    config = configured(tmp_path, one="- a list\n", two=starter().replace("word: SLA", "word: SLAs"))
    assert [Path(m.file).name for m in refusal(config).mistakes] == ["one.yml", "two.yml"]


def test_without_a_configuration_the_shipped_contracts_are_all_there_is() -> None:
    assert set(load_all(None)) == {"spacelift", "stringer", "gruntwork", "weka"}


def test_text_stays_what_was_written() -> None:
    raw = read_text("country: NO\nhours: 16:00\nnumber: 1e3\nyes: off\nempty:\nquoted: ''\n", "x.yml").raw
    assert raw == {"country": "NO", "hours": "16:00", "number": "1e3", "yes": "off", "empty": None, "quoted": ""}
