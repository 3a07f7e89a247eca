"""The status of a ticket: every cell of the transition table, legal and illegal."""

from itertools import product

import pytest
from builders import MONDAY, story

from ackline.domain.tickets.ticket import IllegalTransition, Move, Status, step_to

FREE, A, P = Status.OPEN, Status.ACKNOWLEDGED, Status.PENDING
R, D, M, W = Status.RESOLVED, Status.DISMISSED, Status.MERGED, Status.WITHDRAWN
LEGAL = {
    (FREE, Move.ACKNOWLEDGE): A,
    (FREE, Move.PEND): P,
    (FREE, Move.RESOLVE): R,
    (FREE, Move.DISMISS): D,
    (FREE, Move.MERGE): M,
    (FREE, Move.WITHDRAW): W,
    (A, Move.ACKNOWLEDGE): A,
    (A, Move.UNACKNOWLEDGE): FREE,
    (A, Move.PEND): P,
    (A, Move.RESOLVE): R,
    (A, Move.DISMISS): D,
    (A, Move.MERGE): M,
    (A, Move.WITHDRAW): W,
    (P, Move.ACKNOWLEDGE): P,
    (P, Move.RESUME): A,
    (P, Move.UNACKNOWLEDGE): FREE,
    (P, Move.RESOLVE): R,
    (P, Move.DISMISS): D,
    (P, Move.MERGE): M,
    (P, Move.WITHDRAW): W,
    (R, Move.REOPEN): FREE,
    (D, Move.REOPEN): FREE,
}
CELLS = list(product(Status, Move))


@pytest.mark.parametrize(("status", "move"), [cell for cell in CELLS if cell in LEGAL])
def test_a_legal_move_leads_where_the_table_says(status: Status, move: Move) -> None:
    assert step_to(status, move) is LEGAL[status, move]


@pytest.mark.parametrize(("status", "move"), [cell for cell in CELLS if cell not in LEGAL])
def test_an_illegal_move_names_itself_and_the_status_and_changes_nothing(status: Status, move: Move) -> None:
    ticket = story().ticket
    before = ticket.moved(Move.RESOLVE) if status is R else ticket
    assert before.opened_at == MONDAY
    with pytest.raises(IllegalTransition, match=f"cannot {move} a ticket that is {status}") as illegal:
        step_to(status, move)
    assert (illegal.value.move, illegal.value.status) == (move, status)


def test_nothing_leads_out_of_withdrawn_or_merged() -> None:
    assert not [move for status, move in LEGAL if status in (W, M)]
