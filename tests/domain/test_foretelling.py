"""Whatever is to come has words: every rule, and every step that its source names."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from builders import hours, minutes, story

import ackline.domain
from ackline.domain.authority import Act
from ackline.domain.contract import TargetKind
from ackline.domain.installations.routines import ROUTINES
from ackline.domain.rules import RULES
from ackline.domain.timetable import timetable
from ackline.services.looking.foretelling import WORDS, words

DOMAIN = Path(ackline.domain.__file__).parent
ANY = "…"
"""A step that only the running rule knows: the name of a ladder's step, or an instant."""


def named() -> Iterator[tuple[str, str]]:
    """Every (rule, step) of which the domain's source makes a timer."""
    for file in DOMAIN.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        values = {
            node.targets[0].id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            if isinstance(call.func, ast.Name) and call.func.id == "once":
                given |= {"rule": call.args[1], "step": call.args[2]}
            elif not (isinstance(call.func, ast.Name) and call.func.id == "Timer"):
                continue
            if (rule := said(given["rule"], values)) != ANY:
                yield rule, re.split("[:@]", said(given["step"], values))[0]


def said(value: ast.expr, values: Mapping[str, ast.expr]) -> str:
    """The text that an expression is, or begins with; ANY when only the running program knows."""
    if isinstance(value, ast.Name):
        return said(values[value.id], values) if value.id in values else ANY
    first = value.values[0] if isinstance(value, ast.JoinedStr) else value
    return str(first.value) if isinstance(first, ast.Constant) else ANY


def test_every_rule_has_words_and_no_words_are_left_over():
    targets = {kind.value for kind in TargetKind}
    made = {rule for rule, _ in named()} | targets
    assert {*RULES, *ROUTINES} <= made
    assert set(WORDS) == made
    for kind in targets:
        assert set(WORDS[kind]) == {"warning", "breach"}


def test_every_step_that_the_source_names_has_words():
    for rule, step in named():
        told = WORDS[rule]
        known = isinstance(told, str) or step in told or (step == ANY and rule == "incident_report")
        assert known, f"services/looking/foretelling.py has no words for the step {step!r} of {rule}"


def test_every_step_of_a_report_has_words():
    told = story("P1")
    told.reply(after=minutes(5))
    told.act(Act.CONFIRM_RESOLVE, after=hours(3))
    timers = [timer for timer in timetable(told.ticket, told.ctx) if timer.rule == "incident_report"]
    assert {timer.step.partition(":")[0] for timer in timers} == set(WORDS["incident_report"])
    assert all("report" in words(timer) for timer in timers)


def test_words_name_the_step_of_a_ladder_and_the_target():
    opened = story("P1")
    told = [words(timer) for timer in timetable(opened.ticket, opened.ctx)]
    assert "the Technical Account Manager is paged" in told
    assert "first response is nearly due" in told
    assert "first response is due" in told
