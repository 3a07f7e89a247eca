"""`ackline contract list | show | check | coverage`."""

import json

import pytest

from ackline.adapters.config.contracts.load import shipped, starter

CONTRACTS = ["gruntwork", "spacelift", "stringer", "weka"]


def test_the_shipped_contracts_are_listed_with_their_tiers(ackline):
    listed = ackline("contract", "list")
    assert listed.status == 0
    assert [line.split()[0] for line in listed.out.splitlines()] == CONTRACTS
    assert "(free, bronze, silver, gold)" in listed.out


def test_a_contract_is_shown_with_a_clause_behind_every_promise(ackline):
    shown = ackline("contract", "show", "stringer").out
    assert "P2 first response: 8 business hours [STR-2]" in shown
    assert "page tam after 15 minutes [STR-9]" in shown
    assert "page vp within 30 minutes [STR-10]" in shown


def test_every_clause_is_covered_in_one_of_three_ways_and_each_one_carried_out_names_its_story(ackline):
    rows = json.loads(ackline("contract", "coverage", "--json").out)
    assert all(set(row) == {"clause", "status", "story"} for row in rows)
    assert {row["status"] for row in rows} == {"carried out", "shown", "planned"}
    assert all((row["story"] is not None) == (row["status"] == "carried out") for row in rows)
    declared = [clause for edition in shipped().values() for clause in edition.contract.clauses]
    assert sorted(row["clause"] for row in rows) == sorted(declared)


def test_coverage_can_be_asked_of_one_contract(ackline):
    rows = json.loads(ackline("contract", "coverage", "weka", "--json").out)
    assert {row["clause"] for row in rows} == set(shipped()["weka"].contract.clauses)


def test_check_refuses_a_template_and_passes_what_only_leaves_things_open(ackline):
    assert ackline("contract", "check", "stringer").status == 0
    template = ackline("contract", "check", "gruntwork")
    assert template.status == 1
    assert "mend: give contracts.gruntwork.calendars.business in accounts.yml" in template.out


def test_check_lists_the_ambiguities_with_the_reading_taken_and_the_conflicts_with_the_one_followed(ackline):
    found = ackline("contract", "check", "spacelift").out
    assert "Reading taken: federal [SPA-5]" in found
    assert "SPA-13 and SPB-5 disagree, SPA-13 is followed" in found


def test_check_names_every_mistake_of_a_file_with_its_line(ackline, tmp_path):
    own = tmp_path / "own.yml"
    own.write_text(starter().replace("1 business day", "soon").replace("mon-fri:", "mon-fry:"), encoding="utf-8")
    refused = ackline("contract", "check", str(own))
    assert refused.status == 2
    lines = own.read_text(encoding="utf-8").splitlines()
    for mistake in ("soon", "mon-fry"):
        number = next(n for n, line in enumerate(lines, 1) if mistake in line and not line.startswith("#"))
        assert f"own.yml:{number}:" in refused.err
    assert refused.err.count("mend:") >= 2


def test_the_starter_can_be_checked_as_it_is(ackline, tmp_path):
    own = tmp_path / "own.yml"
    own.write_text(starter(), encoding="utf-8")
    assert ackline("contract", "check", str(own)).status == 0


@pytest.mark.parametrize("action", ["show", "check", "coverage"])
def test_a_contract_that_there_is_not_is_answered_with_those_that_there_are(ackline, action):
    refused = ackline("contract", action, "strnger")
    assert refused.status == 2
    assert "there are gruntwork, spacelift, stringer, weka" in refused.err
