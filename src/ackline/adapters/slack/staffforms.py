"""The forms of the triage card's menu and of the menu of a message."""

from collections.abc import Callable, Mapping

from ackline.adapters.slack.inputs import Choices, choice, instant, reason
from ackline.domain.authority import Act
from ackline.services.ports import Json

Blocks = tuple[str, list[Json]]

_NOTE = "Only your own people read it. It can be erased like a message."


def _assign(choices: Choices) -> Blocks:
    return "Assign", [choice("person", "To whom", choices)]


def _reply_by(_: Choices) -> Blocks:
    hint = "Set for yourselves: no contract knows it, a reply clears it. Left empty, there is none."
    return "Reply needed by", [instant("moment", "Until when", hint=hint) | {"optional": True}]


def _note(_: Choices) -> Blocks:
    return "Note", [reason("note", "For the team", hint=_NOTE)]


def _merge(choices: Choices) -> Blocks:
    label = "Into which open ticket of this customer" if choices else "Into which open ticket: its number"
    return "Merge", [choice("into", label, choices)]


def _dismiss(_: Choices) -> Blocks:
    hint = "Kept with the ticket. For a week Reopen takes it back."
    return "Not a request", [reason("reason", "Why not", hint=hint)]


def _security(_: Choices) -> Blocks:
    hint = "A link, a number, a code. Only your own people read it. It can be erased like a message."
    return "Security incident", [reason("bridge", "The customer's incident bridge", hint=hint) | {"optional": True}]


def _not_security(_: Choices) -> Blocks:
    hint = "Kept with the ticket. No bridge is waited for any more; the severity stays."
    return "No security incident", [reason("reason", "Why it is none", hint=hint)]


def _from_message(title: str) -> Callable[[Choices], Blocks]:
    def blocks(choices: Choices) -> Blocks:
        severity = choice("severity", "Severity", choices) | {"optional": True}
        return title, [severity, reason("note", "Note for the team", hint=_NOTE) | {"optional": True}]

    return blocks


STAFF_FORMS: Mapping[Act, Callable[[Choices], Blocks]] = {
    Act.ASSIGN: _assign,
    Act.REPLY_BY: _reply_by,
    Act.NOTE: _note,
    Act.MERGE: _merge,
    Act.DISMISS: _dismiss,
    Act.SECURITY: _security,
    Act.NOT_SECURITY: _not_security,
    Act.OPEN: _from_message("Make a ticket"),
    Act.SPLIT: _from_message("Split off"),
}
