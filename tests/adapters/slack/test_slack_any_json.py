"""Whatever JSON comes in, it is read or ignored: no payload can stop the inbox."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st
from slack_payloads import EVERY, ME, RECEIVED

from ackline.adapters.slack.rows import inbox_row, interaction_row
from ackline.adapters.slack.state import read_state
from ackline.adapters.slack.translate import read
from ackline.domain.tickets.intake import Input, MarksSeen

SCALAR = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.sampled_from(["", "99999999999.999999", "1.1", "-1.0", "１.１", "message", "tombstone", "act:own:0", "\x00"]),
)
ANYTHING = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def paths(value, here=()):
    """Every place in nested JSON."""
    yield here
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in children:
        yield from paths(inner, (*here, name))


def mutated(body, path, value):
    """The body with something else at `path`; None takes the field away."""
    if not path:
        return value
    body = copy.deepcopy(body)
    place = body
    for name in path[:-1]:
        place = place[name]
    if value is None and isinstance(place, dict):
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return body


@st.composite
def damaged(draw):
    body = draw(st.sampled_from(EVERY))
    for _ in range(draw(st.integers(1, 3))):
        body = mutated(body, draw(st.sampled_from(list(paths(body)))), draw(ANYTHING))
    return body


@settings(max_examples=600, deadline=None)
@given(damaged() | ANYTHING)
def test_any_json_is_read_without_an_error(body):
    assert isinstance(read(body, ME, RECEIVED), Input)
    assert isinstance(read_state(body), MarksSeen | None)
    for row in (inbox_row(body, RECEIVED), interaction_row(body, RECEIVED)):
        if row is not None:
            row.key.encode()
            row.lane.encode()
            assert len(row.key) < 1_000


def test_every_payload_of_the_collection_is_understood():
    for body in EVERY:
        assert type(read(body, ME, RECEIVED)).__name__ != "Ignored", body
