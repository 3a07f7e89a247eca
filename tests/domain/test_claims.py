"""Which words claim a severity, and which only mention one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ackline.domain.listening.claims import claimed_severity

ALIASES = {
    "p1": "P1", "sev 1": "P1", "critical": "P1",
    "p2": "P2", "sev 2": "P2", "high": "P2",
    "p3": "P3", "major": "P2", "minor": "P3", "normal": "P3", "low": "P4",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("P1: prod is down", "P1"),
        ("p1 - prod is down", "P1"),
        ("P1 – prod is down", "P1"),
        ("P1, prod is down", "P1"),
        ("P1!!! prod is down", "P1"),
        ("P1", "P1"),
        ("P1\nprod is down", "P1"),
        ("P1 production down", "P1"),
        ("P1 nobody can log in", "P1"),
        ("P2 runs are stuck in the queue", "P2"),
        ("Critical: prod is down", "P1"),
        ("Critical - prod is down", "P1"),
        ("[P1] prod is down", "P1"),
        ("[ Sev-1 ] prod is down", "P1"),
        ("(sev1) prod is down", "P1"),
        ("&lt;P1&gt; prod is down", "P1"),
        ("【P1】 prod is down", "P1"),
        ("*P1*: prod is down", "P1"),
        ("*P1* prod is down", "P1"),
        ("_*P1*_ - prod is down", "P1"),
        ("*[P1]* prod is down", "P1"),
        ("*P1:* prod is down", "P1"),
        ("sev-1 … everything fails", "P1"),
        ("SEV 1: prod", "P1"),
        ("Severity 1: prod", "P1"),
        ("Severity: P1", "P1"),
        ("Priority: high\nthe runs are late", "P2"),
        ("Summary: runs are late\nPriority: high", "P2"),
        ("[Severity: Critical] api", "P1"),
        ("P1 Critical: prod is down", "P1"),
        ("P1/critical: prod is down", "P1"),
        ("P1 (critical): prod is down", "P1"),
        ("prod is down [P1]", "P1"),
        ("runs are late [high]", "P2"),
        ("<@U123> P1: prod is down", "P1"),
        ("Hi team, P1: prod is down", "P1"),
        ("Hi team,\nP1: prod is down", "P1"),
        ("URGENT P1: prod is down", "P1"),
        (":rotating_light: P1: prod is down", "P1"),
        ("🚨P1: prod is down", "P1"),
        ("🟥 P1 - prod is down", "P1"),
        ("Ｐ１：prod is down", "P1"),
        ("P\u200b1: prod is down", "P1"),
        ("🅿1\ufe0f\u20e3: prod is down", "P1"),
        ("> earlier words\nP2: it is slow", "P2"),
        ("~P1~ P2: it is slow", "P2"),
        ("Critical: is anyone there?", "P1"),
        ("P1: last week's fix was reverted and prod is down", "P1"),
        ("P1: cannot close connections", "P1"),
        ("P1: prod down. P2: the UI is slow", "P1"),
        ("P2: the report is late [P1]", "P2"),
    ],
)
def test_an_explicit_form_claims(text: str, severity: str) -> None:
    assert claimed_severity(text, ALIASES) == severity


@pytest.mark.parametrize(
    "text",
    [
        "",
        "prod is down",
        "after last week's P1 we saw slow runs",
        "is this a P1?",
        "this is not a P1",
        "this is a P1",
        "P1 from last week is resolved, thanks",
        "P1: resolved",
        "[P1] resolved, thanks",
        "[P1] fixed now",
        "(P1) false alarm",
        "P1 - RCA",
        "P2 or P3?",
        "P1/P2: can't decide",
        "P1, P2 and P3 mean what?",
        "[P1/P2] which one fails?",
        "P1?",
        "P1 prod down?",
        "P1 report please",
        "P1 incident report from last week is missing",
        "P1 was broken by our own change",
        "P10: prod is down",
        "re: P1 report",
        "Re: [P1] prod is down",
        "Fwd: prod down [P1]",
        "what became of [P1]?",
        "this is not a [P1]",
        "as in last week's [P1] the runs are late",
        "Critical path question",
        "major thanks to the team",
        "minor question: where is the log?",
        "high- and low-level modules",
        "low-latency reads",
        "normal",
        "Critical",
        "Severity: P1 or P2?",
        "Priority: P1?",
        "what does Severity: P1 mean",
        "> P1: prod is down",
        "&gt; P1: prod is down\nwhat is this?",
        "`P1: prod is down`",
        "```\nP1: prod is down\n```",
        "see <https://example.com/[P1]>",
        "- P1: prod",
        "~P1: prod is down~",
        "p1.example.com resolves twice",
        "[not P1] the runs are late",
        "last week (P1) is still unclear",
    ],
)
def test_a_mere_mention_does_not_claim(text: str) -> None:
    assert claimed_severity(text, ALIASES) is None


def test_a_word_that_greets_or_warns_may_itself_be_an_alias() -> None:
    assert claimed_severity("Urgent: prod", {"urgent": "S1"}) == "S1"


def test_the_longest_alias_wins() -> None:
    assert claimed_severity("P10: late", {"p1": "one", "p10": "ten"}) == "ten"


def test_an_alias_without_a_letter_or_digit_claims_nothing() -> None:
    assert claimed_severity("!!: prod", {"": "P1", "!!": "P1"}) is None


def test_an_alias_of_another_script_claims() -> None:
    assert claimed_severity("【緊急】停止", {"緊急": "S1"}) == "S1"


FRAGMENTS = st.sampled_from(
    [
        "P1",
        "p2",
        "sev 1",
        "[",
        "]",
        "(",
        ")",
        ":",
        "- ",
        "*",
        "_",
        "~",
        "`",
        "```",
        "<",
        ">",
        "&gt;",
        "\n",
        " ",
        "?",
        "🚨",
    ]
)


@given(
    st.lists(FRAGMENTS | st.text(max_size=5)).map("".join),
    st.dictionaries(st.text(max_size=6), st.text(min_size=1, max_size=3)),
)
def test_any_text_under_any_aliases_gives_none_or_one_of_their_ids(text: str, aliases: dict[str, str]) -> None:
    assert claimed_severity(text, ALIASES) in {None, *ALIASES.values()}
    assert claimed_severity(text, aliases) in {None, *aliases.values()}


@pytest.mark.parametrize(
    "unit", ["a", "[", "[p1", "P1/", "p1 ", "Hi ", "@a ", ":a", "🔥", "*a ", "~a ", "`", "<", "\n", "ﷺ"]
)
def test_forty_thousand_characters_are_read_to_an_end(unit: str) -> None:
    assert claimed_severity((unit * 40_000)[:40_000], ALIASES) in {None, "P1"}
