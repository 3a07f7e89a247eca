"""What is no whole text: half an emoji in a value, a NUL, a type that is a number. Each has a clear answer."""

import json
from urllib.parse import urlencode

import envelope
import pytest
from harness import Stage
from room import Room

HALF = "ticket:C0ACME:\ud83d"
NUL = "ticket:C0ACME:\x00"

GONE = "not known here any more"


@pytest.mark.parametrize("value", [HALF, NUL], ids=["half", "nul"])
async def test_a_button_whose_value_is_no_text_names_nothing_that_is_known(on: Stage, acme: Room, value: str) -> None:
    assert await envelope.click(on, "U0AMY", "T0ACME", "C0ACME", "solved", value) == 200
    (told,) = await on.pages("amy")
    assert GONE in told


@pytest.mark.parametrize("value", [HALF, NUL], ids=["half", "nul"])
@pytest.mark.parametrize("act", ["add_details", "escalate", "severity"])
async def test_whoever_presses_for_a_form_about_what_is_no_text_is_told(
    on: Stage, acme: Room, act: str, value: str
) -> None:
    assert await envelope.click(on, "U0AMY", "T0ACME", "C0ACME", act, value) == 200
    (told,) = await on.pages("amy")
    assert "Not done:" in told


@pytest.mark.parametrize("value", [HALF, NUL], ids=["half", "nul"])
async def test_what_a_button_would_show_of_no_text_is_not_shown(on: Stage, acme: Room, value: str) -> None:
    assert await envelope.click(on, "U0AMY", "T0ACME", "C0ACME", "see:mine", value) == 200


@pytest.mark.parametrize("value", [HALF, NUL], ids=["half", "nul"])
async def test_a_form_about_what_is_no_text_says_so_in_the_form(on: Stage, acme: Room, value: str) -> None:
    for act, answers in (("severity", {"severity": "P1"}), ("escalate", {"reason": "now"})):
        assert GONE in await envelope.form_errors(on, "U0AMY", "T0ACME", act, value, answers)


@pytest.mark.parametrize("kind", [5, ["event_callback"], {}, True], ids=str)
async def test_a_request_whose_type_is_no_text_is_refused_as_what_it_is(on: Stage, kind: object) -> None:
    body = {"type": kind, "event": {"type": "message"}, "user": {"id": "U0AMY"}, "team": {"id": "T0HARBOUR"}}
    assert await envelope.send(on, json.dumps(body).encode()) == 400
    assert await envelope.send(on, urlencode({"payload": json.dumps(body)}).encode(), form=True) == 400


async def test_a_form_that_does_not_say_what_kind_of_view_it_is_is_refused(on: Stage) -> None:
    view = {"id": "V0BYHAND", "callback_id": "act:severity", "private_metadata": "", "state": {"values": {}}}
    body = {"type": "view_submission", "user": {"id": "U0AMY"}, "team": {"id": "T0HARBOUR"}, "view": view}
    assert await envelope.send(on, urlencode({"payload": json.dumps(body)}).encode(), form=True) == 400
