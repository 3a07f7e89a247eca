"""A clause is carried out when a story proves it, and no story cites what a contract calls planned."""

import ast
from collections.abc import Iterator
from pathlib import Path

from ackline.adapters.config.contracts.load import shipped
from ackline.domain.contract import ClauseStatus

STORIES = Path(__file__).parent


def cited() -> dict[str, set[str]]:
    """The clauses that each story is marked with; the fixture `on` holds the story to them."""
    found: dict[str, set[str]] = {}
    for file in STORIES.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test_"):
                assert node.name not in found, f"two stories are called {node.name}"
                found[node.name] = {clause for mark in node.decorator_list for clause in clauses(mark)}
    return found


def clauses(mark: ast.expr) -> Iterator[str]:
    """What `pytest.mark.cites(…)` names, wherever it stands in a decorator."""
    for node in ast.walk(mark):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "cites":
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def test_every_clause_that_is_carried_out_names_a_story_that_cites_it() -> None:
    stories = cited()
    wrong = {
        clause.id: clause.story
        for edition in shipped().values()
        for clause in edition.contract.clauses.values()
        if clause.status is ClauseStatus.CARRIED_OUT and clause.id not in stories.get(clause.story or "", set())
    }
    assert wrong == {}


def test_a_clause_that_a_story_cites_is_one_that_ackline_does_something_about() -> None:
    """Words that are shown to people may be cited where they are shown; what is planned can't be."""
    statuses = {c.id: c.status for edition in shipped().values() for c in edition.contract.clauses.values()}
    done = (ClauseStatus.CARRIED_OUT, ClauseStatus.SHOWN)
    wrong = {name: sorted(c for c in found if statuses.get(c) not in done) for name, found in cited().items()}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_only_a_clause_that_is_carried_out_names_a_story() -> None:
    wrong = [
        clause.id
        for edition in shipped().values()
        for clause in edition.contract.clauses.values()
        if clause.story and clause.status is not ClauseStatus.CARRIED_OUT
    ]
    assert wrong == []
