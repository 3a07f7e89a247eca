"""How well `looks_critical` reads 519 hand-labelled messages, and what it must never get wrong.

`critical.jsonl` was labelled before the code was written: its odd lines are the development half, its even lines are
held out. `critical_tuned.jsonl` was written after the first code and tuned on. `critical_fresh.jsonl`, written last
and on purpose in words the vocabulary may lack, was measured and never tuned on: it is the sober figure.
"""

import json
from pathlib import Path

import pytest

from ackline.domain.listening.critical import BURST, looks_critical

CASES = Path(__file__).parent / "cases"


def labelled(name: str) -> list[tuple[str, bool]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [(case["text"], case["critical"]) for case in map(json.loads, lines)]


SETS = {
    "development": (labelled("critical.jsonl")[0::2], 0.93, 0.95),
    "held out": (labelled("critical.jsonl")[1::2], 0.88, 0.90),
    "tuned on later": (labelled("critical_tuned.jsonl"), 0.85, 0.90),
    "fresh": (labelled("critical_fresh.jsonl"), 0.80, 0.60),
}


@pytest.mark.parametrize("name", SETS)
def test_precision_and_recall_stay_above_their_floors(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    cases, least_precision, least_recall = SETS[name]
    verdicts = [(bool(looks_critical(text)), critical) for text, critical in cases]
    hits = verdicts.count((True, True))
    precision = hits / (hits + verdicts.count((True, False)))
    recall = hits / (hits + verdicts.count((False, True)))
    with capsys.disabled():
        print(f"\nlooks_critical, {name}: precision {precision:.3f}, recall {recall:.3f}, {len(cases)} messages")
    assert precision >= least_precision
    assert recall >= least_recall


def test_the_labelled_set_is_large_enough_and_more_than_a_third_of_it_is_critical() -> None:
    cases = labelled("critical.jsonl")
    assert len(cases) >= 240
    assert 0.35 <= sum(critical for _, critical in cases) / len(cases) <= 0.40
    assert len({text for text, _ in cases}) == len(cases)


@pytest.mark.parametrize(
    "text",
    [
        "prod is down",
        "Our production cluster is down and nobody can work",
        "we lost data on the production filesystem",
        "security breach in our account",
        "nobody can log in",
        "5xx for all of our customers",
        ":rotating_light: :rotating_light:",
        "NOTHING LOADS ANY MORE",
    ],
)
def test_an_emergency_is_recognised(text: str) -> None:
    assert looks_critical(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "how would failover work if prod goes down?",
        "staging is down",
        "not urgent",
        "no outage, just a question",
        "after the outage last week we want to improve our alerts",
        "the drop-down is empty for me",
        "scroll down",
        "could you break down the invoice?",
        "where is the download?",
        "we are shutting down a worker pool",
        "the importer shows an error",
        "a run is stuck since noon",
        "postmortem of the outage",
        "> production is down\nthis is solved",
        "false alarm, production is down was the wrong dashboard",
    ],
)
def test_a_mere_mention_of_trouble_is_not_an_emergency(text: str) -> None:
    assert looks_critical(text) == ()


def test_many_messages_in_a_row_are_a_reason_of_their_own() -> None:
    assert looks_critical("hello?", burst=BURST) == ("many messages in a row",)
    assert looks_critical("hello?", burst=BURST - 1) == ()


def test_a_denial_of_one_thing_does_not_hide_another() -> None:
    assert looks_critical("this is not a question, production is down")


def test_what_was_settled_and_fails_again_counts() -> None:
    assert looks_critical("You said it was resolved. All stacks fail again.")


def test_the_reasons_are_words_for_people_and_each_is_said_once() -> None:
    reasons = looks_critical("PROD IS DOWN!!! production is down, all stacks fail, customers can't log in")
    assert reasons[0] == "says it is down"
    assert len(set(reasons)) == len(reasons)


@pytest.mark.parametrize(
    "unit", ["a", "*", "`", "<", "is a ", "no a ", "nobody a ", "losing a ", "a'", "\n", "ﷺ", "🔥"]
)
def test_a_message_of_forty_thousand_characters_is_read_to_an_end(unit: str) -> None:
    assert isinstance(looks_critical((unit * 40_000)[:40_000]), tuple)
