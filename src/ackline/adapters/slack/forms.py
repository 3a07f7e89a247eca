"""The forms that some buttons open. They carry only what the button named; who may do it is decided on submission."""

from collections.abc import Callable, Mapping, Sequence

from ackline.adapters.slack.markup import clean, cut
from ackline.adapters.slack.pressed import ACT
from ackline.domain.authority import Act
from ackline.services.ports import Json

Choices = Sequence[tuple[str, str]]

_TITLE = 24
_OPTION = 75
_OPTION_VALUE = 150
_OPTIONS = 100
_METADATA = 3_000
_ANSWER = "answer"


def form(act: Act, value: str, choices: Choices) -> Json:
    """The view that `act` opens; `choices` are (code, label). Without any, the code is typed."""
    title, blocks = FORMS[act](choices)
    return {
        "type": "modal",
        "callback_id": f"{ACT}{act.value}",
        "private_metadata": value[:_METADATA],
        "title": _plain(title, _TITLE),
        "submit": _plain("Save", _TITLE),
        "close": _plain("Cancel", _TITLE),
        "blocks": blocks,
    }


def _severity(choices: Choices) -> tuple[str, list[Json]]:
    reason = _text("reason", "Why", hint="Kept with the ticket. Lowering one nobody has acknowledged needs it.")
    return "Set the severity", [_choice("severity", "Severity", choices), reason | {"optional": True}]


def _waive(_: Choices) -> tuple[str, list[Json]]:
    return "Waive the report", [_text("reason", "Why no report is owed", hint="Kept with the ticket.")]


def _exclude(choices: Choices) -> tuple[str, list[Json]]:
    reason = _text("reason", "Why", hint="Kept with the ticket.")
    return "Exclude from targets", [_choice("code", "Reason code", choices), reason]


def _publish(choices: Choices) -> tuple[str, list[Json]]:
    link = _input("link", "Link to the report", {"type": "url_text_input", "action_id": _ANSWER})
    return "Report published", [_choice("place", "Where", choices), link]


FORMS: Mapping[Act, Callable[[Choices], tuple[str, list[Json]]]] = {
    Act.SEVERITY: _severity,
    Act.WAIVE: _waive,
    Act.EXCLUDE: _exclude,
    Act.PUBLISH: _publish,
}

CHOOSING = frozenset({Act.SEVERITY, Act.EXCLUDE, Act.PUBLISH})


def _choice(field: str, label: str, choices: Choices) -> Json:
    fit = [(code, clean(name).strip() or code) for code, name in choices if 0 < len(code) <= _OPTION_VALUE]
    if not fit:
        return _input(field, label, {"type": "plain_text_input", "action_id": _ANSWER, "max_length": _OPTION_VALUE})
    options = [{"text": _plain(name, _OPTION), "value": code} for code, name in fit[:_OPTIONS]]
    only = {"initial_option": options[0]} if len(options) == 1 else {}
    return _input(field, label, {"type": "static_select", "action_id": _ANSWER, "options": options, **only})


def _text(field: str, label: str, *, hint: str) -> Json:
    element = {"type": "plain_text_input", "action_id": _ANSWER, "multiline": True, "max_length": 3_000}
    return _input(field, label, element) | {"hint": _plain(hint, 2_000)}


def _input(field: str, label: str, element: Json) -> Json:
    return {"type": "input", "block_id": field, "label": _plain(label, 2_000), "element": element}


def _plain(text: str, limit: int) -> Json:
    return {"type": "plain_text", "text": cut(text, limit)}
