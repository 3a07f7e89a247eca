"""`ackline due`: what it prints, for people and for programs."""

import json

import pytest
from ackline_command import Ackline

FRIDAY = "2026-11-20T22:00:00Z"
CALENDAR = """\
contracts:
  gruntwork:
    calendars:
      business: {timezone: America/New_York, weekly: {mon-fri: 09:00-17:00}, holidays: {country: US}}
accounts: {}
"""


def promised(ackline: Ackline, contract: str, severity: str, start: str, tier: str | None = None) -> dict[str, object]:
    words = ["due", "--contract", contract, "--severity", severity, "--from", start, "--json"]
    done = ackline(*words, *(["--tier", tier] if tier else []))
    assert done.status == 0, done.err
    return dict(json.loads(done.out))


@pytest.mark.parametrize(
    ("contract", "tier", "severity", "start", "due", "clause"),
    [
        ("spacelift", "gold", "Major", "2026-11-20T18:00:00-05:00", "2026-11-23T11:00:00Z", "SPA-2"),
        ("spacelift", "gold", "Minor", "2026-11-20T18:00:00-05:00", "2026-11-24T15:00:00Z", "SPA-3"),
        ("spacelift", "silver", "Minor", "2026-11-25T12:00:00-05:00", "2026-12-01T17:00:00Z", "SPA-3"),
        ("spacelift", "gold", "Major", "2026-10-30T19:00:00-04:00", "2026-11-02T12:00:00Z", "SPA-2"),
        ("spacelift", "Gold", "sev 1", "2026-11-28T03:00:00Z", "2026-11-28T04:00:00Z", "SPA-1"),
        ("stringer", "pro", "P2", FRIDAY, "2026-11-23T06:00:00Z", "STR-2"),
        ("stringer", "pro", "p3", FRIDAY, "2026-11-23T22:00:00Z", "STR-3"),
        ("stringer", "ENTERPRISE", "critical", FRIDAY, "2026-11-20T23:00:00Z", "STR-1"),
        ("gruntwork", None, "sev1", FRIDAY, "2026-11-20T22:30:00Z", "GRU-1"),
    ],
)
def test_a_first_response_is_due_when_the_contract_says(ackline, contract, tier, severity, start, due, clause):
    first = promised(ackline, contract, severity, start, tier)["first_response"]
    assert first == {"due": due, "clause": clause}


def test_the_ladder_of_a_p1_is_listed_with_its_moments_and_clauses(ackline):
    found = promised(ackline, "stringer", "P1", FRIDAY, "enterprise")
    assert found["escalation"] == [
        {"role": "oncall", "at": "2026-11-20T22:00:00Z", "clause": "STR-8"},
        {"role": "tam", "at": "2026-11-20T22:15:00Z", "clause": "STR-9"},
        {"role": "vp", "at": "2026-11-20T22:28:00Z", "by": "2026-11-20T22:30:00Z", "clause": "STR-10"},
    ]
    assert found["resolution"] is None
    report = {"due": "2026-11-27T22:00:00Z", "clause": "STR-17"}
    assert found["reports"] == {"post-incident-enterprise": report}


def test_best_effort_has_no_due_time_and_nothing_promised_is_null(ackline):
    best = promised(ackline, "spacelift", "major", FRIDAY, "bronze")["first_response"]
    assert best == {"due": None, "effort": "best"}
    nothing = promised(ackline, "weka", "critical", FRIDAY)
    assert nothing["first_response"] is None
    assert nothing["resolution"] is None
    assert nothing["escalation"] == []


def test_a_resolution_and_a_first_update_are_listed_beside_the_first_response(ackline):
    found = promised(ackline, "gruntwork", "Sev 2", FRIDAY)
    assert found["resolution"] == {"due": "2026-11-21T06:00:00Z", "clause": "GRU-2"}
    assert found["first_update"] == {"due": "2026-11-20T23:00:00Z", "clause": "GRU-6"}


def test_a_due_time_that_needs_a_calendar_nobody_gave_says_how_to_give_it(ackline, monkeypatch, tmp_path):
    refused = ackline("due", "--contract", "gruntwork", "--severity", "sev4", "--from", FRIDAY)
    assert refused.status == 2
    assert "contracts.gruntwork.calendars.business" in refused.err
    (tmp_path / "accounts.yml").write_text(CALENDAR, encoding="utf-8")
    monkeypatch.setenv("ACKLINE_CONFIG", str(tmp_path))
    first = promised(ackline, "gruntwork", "sev4", FRIDAY)["first_response"]
    assert first == {"due": "2026-11-24T14:00:00Z", "clause": "GRU-4"}


def test_people_read_the_same_in_words(ackline):
    told = ackline("due", "--contract", "stringer", "--tier", "pro", "--severity", "P2", "--from", FRIDAY)
    assert told.status == 0
    assert "First response: 2026-11-23T06:00:00Z, 8 business hours (STR-2)" in told.out
    assert "Resolution: nothing promised" in told.out


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (("--contract", "strnger"), "no contract 'strnger': there are gruntwork, spacelift, stringer, weka"),
        (("--severity", "P9"), "stringer has no severity 'P9': it has P1 (Critical)"),
        (("--tier", "gold"), "stringer: no tier 'gold'; it has pro, enterprise"),
        (("--from", "2026-11-20T22:00:00"), "has no zone: end it with Z"),
        (("--from", "yesterday"), "'yesterday' is no instant"),
    ],
)
def test_a_word_that_it_does_not_know_is_answered_with_those_that_it_does(ackline, changed, words):
    given = {"--contract": "stringer", "--tier": "pro", "--severity": "P1", "--from": FRIDAY} | dict([changed])
    refused = ackline("due", *(word for pair in given.items() for word in pair))
    assert (refused.status, refused.out) == (2, "")
    assert words in refused.err
