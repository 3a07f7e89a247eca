"""The forms that some buttons open. They carry only what the button named; who may do it is decided on submission."""

from collections.abc import Callable, Mapping, Sequence

from ackline.adapters.slack.inputs import Choices, address, choice, filled, plain, reason, written
from ackline.adapters.slack.markup import cut, mrkdwn_rows
from ackline.adapters.slack.pressed import ACT
from ackline.adapters.slack.staffforms import STAFF_FORMS
from ackline.domain.authority import Act
from ackline.domain.surfaces.words import Line
from ackline.services.ports import Json

_TITLE = 24
_METADATA = 3_000
_SECTION = 3_000


NOTHING_GIVEN: Mapping[str, str] = {}


def form(
    act: Act, value: str, choices: Choices, tells: Sequence[Line] = (), given: Mapping[str, str] = NOTHING_GIVEN
) -> Json:
    """The view that `act` opens; `choices` are (code, label). Without any, the code is typed. `tells` is said first.

    `given` is what was entered before, by field.
    """
    title, blocks = FORMS[act](choices)
    return {
        "type": "modal",
        "callback_id": f"{ACT}{act.value}",
        "private_metadata": value[:_METADATA],
        "title": plain(title, _TITLE),
        "submit": plain("Send" if act in SENT else "Save", _TITLE),
        "close": plain("Cancel", _TITLE),
        "blocks": [*_told(tells), *(filled(block, given) for block in blocks)],
    }


def _told(tells: Sequence[Line]) -> list[Json]:
    said = cut("\n".join(mrkdwn_rows(tells, {}, "")), _SECTION)
    return [{"type": "section", "text": {"type": "mrkdwn", "text": said, "verbatim": True}}] if said else []


def _severity(choices: Choices) -> tuple[str, list[Json]]:
    why = reason("reason", "Why", hint="Kept with the ticket.")
    return "Set the severity", [choice("severity", "Severity", choices), why | {"optional": True}]


def _waive(_: Choices) -> tuple[str, list[Json]]:
    return "Waive the report", [reason("reason", "Why no report is owed", hint="Kept with the ticket.")]


def _exclude(choices: Choices) -> tuple[str, list[Json]]:
    why = reason("reason", "Why", hint="Kept with the ticket.")
    return "Exclude from targets", [choice("code", "Reason code", choices), why]


def _include(_: Choices) -> tuple[str, list[Json]]:
    return "Undo the exclusion", [reason("reason", "Why it counts after all", hint="Kept with the ticket.")]


def _publish(choices: Choices) -> tuple[str, list[Json]]:
    link = address("link", "Link to the report")
    return "Report published", [choice("place", "Where", choices), link]


def _draft(_: Choices) -> tuple[str, list[Json]]:
    link = address("link", "Where it lies")
    return "Written, not shared", [link | {"optional": True}]


def _add_details(_: Choices) -> tuple[str, list[Json]]:
    extent = written("extent", "How far does it reach?", "Which systems, how many people, since when")
    impact = written("impact", "What does it cost you?", "What stands still, what is at stake, and by when")
    return "Add details", [extent | {"optional": True}, impact | {"optional": True}]


def _escalate(_: Choices) -> tuple[str, list[Json]]:
    return "Escalate", [written("reason", "What should be different?", "It is read by whoever is called")]


def _comment(_: Choices) -> tuple[str, list[Json]]:
    return "Add a comment", [written("comment", "What went well, what did not?", "Only the support team reads it")]


def _update(choices: Choices) -> tuple[str, list[Json]]:
    doing = written("doing", "What we are doing", "")
    affected = written("affected", "Who is affected, and how badly", "")
    following = choice("next", "You hear from us again", choices)
    return "Write an update", [
        written("now", "What happens now", "The customer reads this in their thread, under your name"),
        doing | {"optional": True},
        affected | {"optional": True},
        *([following] if choices else []),
    ]


def _all_clear(_: Choices) -> tuple[str, list[Json]]:
    review = written("review", "What follows", "Left empty, the contract's own words are sent")
    return "All clear", [
        written("summary", "What it was, in short", "Sent to the customer's thread; the ticket is resolved with it"),
        review | {"optional": True},
    ]


FORMS: Mapping[Act, Callable[[Choices], tuple[str, list[Json]]]] = {
    Act.SEVERITY: _severity,
    Act.WAIVE: _waive,
    Act.EXCLUDE: _exclude,
    Act.INCLUDE: _include,
    Act.PUBLISH: _publish,
    Act.DRAFT: _draft,
    Act.ADD_DETAILS: _add_details,
    Act.ESCALATE: _escalate,
    Act.COMMENT: _comment,
    Act.UPDATE: _update,
    Act.ALL_CLEAR: _all_clear,
    **STAFF_FORMS,
}

CHOOSING = frozenset({Act.SEVERITY, Act.EXCLUDE, Act.PUBLISH, Act.UPDATE, Act.ASSIGN, Act.MERGE, Act.OPEN, Act.SPLIT})
SENT = frozenset({Act.ADD_DETAILS, Act.ESCALATE, Act.COMMENT, Act.UPDATE, Act.ALL_CLEAR})
"""What goes to somebody else, so that its form says Send."""
