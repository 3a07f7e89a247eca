"""The README's picture of a ticket's states is the table that the code runs on."""

from pathlib import Path

import pytest

from ackline.domain.tickets.ticket import TRANSITIONS, Move, Status

README = Path(__file__).parents[1] / "README.md"
HEADING = "## Ticket states"


def table() -> str:
    """The transition table as Markdown: a row for each status, a column for each move, empty where illegal."""
    head = ["", *(move.value for move in Move)]
    rows = [
        [status.value, *(TRANSITIONS[status][m].value if m in TRANSITIONS[status] else "" for m in Move)]
        for status in Status
    ]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |") for cells in lines)


def diagram() -> str:
    """The same as a Mermaid state diagram, moves between the same two states on one arrow."""
    arrows: dict[tuple[Status, Status], list[str]] = {}
    for status, moves in TRANSITIONS.items():
        for move, after in moves.items():
            arrows.setdefault((status, after), []).append(move.value)
    drawn = [f"    {a.value} --> {b.value}: {', '.join(moves)}" for (a, b), moves in arrows.items()]
    ends = [f"    {status.value} --> [*]" for status, moves in TRANSITIONS.items() if not moves]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {Status.OPEN.value}", *drawn, *ends])


def test_every_status_is_in_the_table_and_can_be_reached() -> None:
    reached = {after for moves in TRANSITIONS.values() for after in moves.values()} | {Status.OPEN}
    assert set(TRANSITIONS) == reached == set(Status)


def test_the_diagram_has_every_arrow() -> None:
    arrows = diagram()
    for status, moves in TRANSITIONS.items():
        for move, after in moves.items():
            assert any(
                line.strip().startswith(f"{status.value} --> {after.value}:") and move.value in line
                for line in arrows.splitlines()
            )


def test_the_readme_shows_this_table_or_this_diagram() -> None:
    text = README.read_text(encoding="utf-8") if README.exists() else ""
    if HEADING not in text:
        pytest.skip("the README has no section about ticket states yet")
    section = text.partition(HEADING)[2].partition("\n## ")[0]
    assert diagram() in section or table() in section, f"expected in the README:\n{diagram()}\n\nor\n{table()}"
