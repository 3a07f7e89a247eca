"""The inputs that forms are made of: each a block whose id is the name that its answer goes by."""

from collections.abc import Mapping, Sequence

from ackline.adapters.slack.markup import clean, cut
from ackline.services.ports import Json

Choices = Sequence[tuple[str, str]]
"""(code, label) pairs."""

ANSWER = "answer"

_OPTION = 75
_OPTION_VALUE = 150
_OPTIONS = 100
_LABEL = 2_000
_TEXT = 3_000
_WRITTEN = 1_000


def choice(field: str, label: str, choices: Choices) -> Json:
    """One of several; without any the code is typed. A single one is chosen already."""
    fit = [(code, clean(name).strip() or code) for code, name in choices if 0 < len(code) <= _OPTION_VALUE]
    if not fit:
        return labelled(field, label, {"type": "plain_text_input", "action_id": ANSWER, "max_length": _OPTION_VALUE})
    options = [{"text": plain(name, _OPTION), "value": code} for code, name in fit[:_OPTIONS]]
    only = {"initial_option": options[0]} if len(options) == 1 else {}
    return labelled(field, label, {"type": "static_select", "action_id": ANSWER, "options": options, **only})


def reason(field: str, label: str, *, hint: str) -> Json:
    """Words that are kept with a decision."""
    element = {"type": "plain_text_input", "action_id": ANSWER, "multiline": True, "max_length": _TEXT}
    return labelled(field, label, element) | {"hint": plain(hint, _LABEL)}


def written(field: str, label: str, hint: str) -> Json:
    """Words that somebody else will read."""
    element = {"type": "plain_text_input", "action_id": ANSWER, "multiline": True, "max_length": _WRITTEN}
    return labelled(field, label, element) | ({"hint": plain(hint, _LABEL)} if hint else {})


def address(field: str, label: str) -> Json:
    """An address on the web."""
    return labelled(field, label, {"type": "url_text_input", "action_id": ANSWER})


def instant(field: str, label: str, *, hint: str) -> Json:
    """A moment, in the zone of whoever enters it."""
    element = {"type": "datetimepicker", "action_id": ANSWER}
    return labelled(field, label, element) | {"hint": plain(hint, _LABEL)}


def labelled(field: str, label: str, element: Json) -> Json:
    """An input block."""
    return {"type": "input", "block_id": field, "label": plain(label, _LABEL), "element": element}


def plain(text: str, limit: int) -> Json:
    """Plain words of at most `limit` characters."""
    return {"type": "plain_text", "text": cut(text, limit)}


def filled(block: Json, given: Mapping[str, str]) -> Json:
    """An input that starts with what was entered before, where that is still offered."""
    words = given.get(block.get("block_id", ""))
    if block["type"] != "input" or words is None:
        return block
    element: Json = block["element"]
    match element["type"]:
        case "static_select":
            chosen = next((o for o in element["options"] if o["value"] == words), None)
            return block | {"element": element | ({"initial_option": chosen} if chosen is not None else {})}
        case "datetimepicker":
            return block | {"element": element | ({"initial_date_time": int(words)} if words.isdecimal() else {})}
    return block | {"element": element | {"initial_value": words}}
