"""What a person enters into blocks, as Slack's `state.values`; and what Slack's client does not let through."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ackline.sandbox.wire import Json, Refused

_PLAIN = {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"}
_PICKED = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}
_FORM = {
    "datepicker": (r"\d{4}-\d\d-\d\d", "a date like 2026-11-20"),
    "timepicker": (r"\d\d:\d\d", "a time like 18:30"),
    "datetimepicker": (r"\d{10}", "seconds since 1970, ten digits"),
    "users_select": (r"[UW]\w+", "a user id"),
    "channels_select": (r"[CG]\w+", "a channel id"),
    "conversations_select": (r"[CGDUW]\w+", "a channel's or user's id"),
}
_INITIAL = {name: field.replace("selected_", "initial_") for name, field in _PICKED.items()}
_ONE_OPTION = {"static_select", "radio_buttons", "overflow", "external_select"}
_MANY_OPTIONS = {"multi_static_select", "checkboxes", "multi_external_select"}
_BUTTONS = {"button", "workflow_button"}

Offered = Mapping[str, Sequence[Json]]
NOTHING_OFFERED: Offered = {}


def elements(blocks: Iterable[Json]) -> Iterable[tuple[Json, Json]]:
    """Each interactive element with its block, in order."""
    for block in blocks:
        parts = [block.get("accessory"), block.get("element")]
        if block["type"] == "actions":
            parts += block["elements"]
        for part in parts:
            if part is not None and part["type"] != "image":
                yield block, part


def options(part: Json) -> list[Json]:
    """Every option of a select, radio group, checkbox group or overflow menu."""
    groups = [group["options"] for group in part.get("option_groups") or ()]
    return [option for some in [part.get("options") or [], *groups] for option in some]


def entered(part: Json, value: Any, offered: Offered = NOTHING_OFFERED) -> Json:
    """The element's state once a person has entered `value`: None is what it starts with, empty text empties it.

    `offered` are the options that the app suggested, by action_id.
    """
    there = options(part) or offered.get(part.get("action_id", ""), ())
    kind = part["type"]
    if value == "":
        part, value = {}, None
    if kind in _PLAIN:
        given = part.get("initial_value") if value is None else value
        return {"type": kind, "value": given or None}
    if kind in _ONE_OPTION:
        chosen = part.get("initial_option") if value is None else _option(there, value)
        return {"type": kind, "selected_option": chosen}
    if kind in _MANY_OPTIONS:
        given = part.get("initial_options") if value is None else [_option(there, one) for one in value]
        return {"type": kind, "selected_options": given or []}
    if kind in _PICKED:
        given = part.get(_INITIAL[kind]) if value is None else value
        for one in given if isinstance(given, list) else [given]:
            _fits(kind.removeprefix("multi_"), one)
        return {"type": kind, _PICKED[kind]: given}
    raise Refused("no_input", f"a {kind} takes no value")


def state(blocks: Iterable[Json], values: Mapping[str, Any], offered: Offered = NOTHING_OFFERED) -> Json:
    """`state.values` of a form; `values` names elements by block_id, by action_id, or by `block_id/action_id`.

    Raises Refused for a name that no element has and for an option that isn't offered.
    """
    left = dict(values)
    shape: Json = {}
    for block, part in elements(blocks):
        if part["type"] in _BUTTONS:
            continue
        block_id, action_id = block["block_id"], part["action_id"]
        key = next((name for name in (f"{block_id}/{action_id}", block_id) if name in left), action_id)
        shape.setdefault(block_id, {})[action_id] = entered(part, left.pop(key, None), offered)
    if left:
        raise Refused("no_such_input", f"the form has no {', '.join(sorted(left))}")
    return shape


def client_errors(blocks: Iterable[Json], shape: Json) -> dict[str, str]:
    """What Slack's client says before it sends anything: block_id → message."""
    found: dict[str, str] = {}
    for block, part in elements(blocks):
        if block["type"] != "input":
            continue
        answer = shape[block["block_id"]][part["action_id"]]
        value = next((v for key, v in answer.items() if key != "type"), None)
        if not value:
            if not block.get("optional"):
                found[block["block_id"]] = "Please complete this required field."
            continue
        if isinstance(value, str) and len(value) < part.get("min_length", 0):
            found[block["block_id"]] = f"Please enter at least {part['min_length']} characters."
        if isinstance(value, str) and len(value) > part.get("max_length", 3000):
            found[block["block_id"]] = f"Please enter at most {part.get('max_length', 3000)} characters."
    return found


def _fits(kind: str, value: Any) -> None:
    pattern, form = _FORM[kind]
    if value is not None and not re.fullmatch(pattern, str(value)):
        raise Refused("bad_value", f"a {kind} takes {form}, not {value!r}")


def _option(there: Sequence[Json], value: str) -> Json:
    for option in there:
        if option["value"] == value:
            return option
    raise Refused("no_such_option", f"{value!r} is not offered; there is {', '.join(one['value'] for one in there)}")
