"""Words as a Slack message: Block Kit for the eye, complete text for notifications and screen readers.

The limits are those of Slack's Block Kit reference; whatever goes in, nothing comes out that Slack would refuse.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ackline.adapters.slack.markup import clean, cut, escape, links_in, mrkdwn_rows, plain_rows
from ackline.adapters.slack.pressed import ACT, MENU, chosen, named
from ackline.domain.ids import TextId
from ackline.domain.surfaces.words import Button, Internal, Line, Public
from ackline.services.ports import Json

SECTION = 3_000
TEXT = 3_900
BUTTONS = 25

_SECTIONS = 12
_BUTTONS_A_ROW = 5
_LABEL = 75
_VALUE = 2_000
_OPTION_VALUE = 150
_OPTIONS = 5
_ACTION_ID = 255
_CONFIRM = 300
_MARKS = 500
_NOTHING = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message: `text` in Slack's markup, `blocks`, and the marks that both show."""

    text: str
    blocks: tuple[Json, ...]
    marks: tuple[str, ...]
    lines: tuple[Line, ...]
    texts: Mapping[TextId, str | None]
    workspace: str

    @property
    def plain(self) -> str:
        """The whole of it without any markup."""
        rows = plain_rows(self.lines, self.texts, self.workspace) or [_NOTHING]
        return "\n".join([*_warning(self.marks), *rows])

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Its links, each with its label."""
        return links_in(self.lines, self.workspace)


def render(
    words: Public | Internal, texts: Mapping[TextId, str | None], *, marks: Sequence[str] = (), workspace: str = ""
) -> Rendered:
    """The message for `words`. `texts` are the quoted ones, None where erased; `marks` are shown first.

    Threads are linked below `workspace`, the workspace's URL; without it they are only named.
    """
    rows = mrkdwn_rows(words.lines, texts, workspace) or [_NOTHING]
    shown = [cut(escape(clean(line)), _MARKS) for line in _warning(marks)]
    blocks: list[Json] = [
        *({"type": "context", "elements": [_mrkdwn(line)]} for line in shown),
        *({"type": "section", "text": _mrkdwn(part)} for part in islice(_sections(rows), _SECTIONS)),
        *_actions(words.buttons),
    ]
    return Rendered(
        text=_whole([*shown, *rows]),
        blocks=tuple(blocks),
        marks=tuple(marks),
        lines=words.lines,
        texts=texts,
        workspace=workspace,
    )


def _warning(marks: Sequence[str]) -> list[str]:
    return [f"⚠ {', '.join(marks)}"] if marks else []


def _mrkdwn(text: str) -> Json:
    # Without `verbatim` Slack makes mentions and channel links of plain words such as @here.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _sections(rows: Sequence[str]) -> Iterator[str]:
    part = ""
    for row in rows:
        if part and len(part) + 1 + len(row) > SECTION:
            yield part
            part = ""
        part = f"{part}\n{row}" if part else row
    yield part


def _whole(rows: Sequence[str]) -> str:
    kept: list[str] = []
    size = 0
    for row in rows:
        size += len(row) + 1
        if size > TEXT:
            return "\n".join([*kept, "…"])
        kept.append(row)
    return "\n".join(kept)


def _actions(buttons: Sequence[Button]) -> Iterator[Json]:
    # A cut value would name something else, so such a button is left out.
    fit = [b for b in buttons if len(b.value) <= _VALUE and clean(b.value) == b.value][:BUTTONS]
    aside = [b for b in fit if b.aside and len(chosen(b.act, b.value)) <= _OPTION_VALUE]
    elements = [_button(number, button) for number, button in enumerate(b for b in fit if not b.aside)]
    menus = [aside[start : start + _OPTIONS] for start in range(0, len(aside), _OPTIONS)]
    elements += [_menu(len(elements) + number, menu) for number, menu in enumerate(menus)]
    for start in range(0, len(elements), _BUTTONS_A_ROW):
        yield {"type": "actions", "elements": elements[start : start + _BUTTONS_A_ROW]}


def _button(number: int, button: Button) -> Json:
    shape: Json = {
        "type": "button",
        "action_id": f"{named(clean(button.act)[: _ACTION_ID - 20])}:{number}",
        "text": _plain(_labelled(button), _LABEL),
        "value": button.value,
    }
    if button.style in ("primary", "danger"):
        shape["style"] = button.style
    if question := clean(button.confirm).strip():
        shape["confirm"] = {
            "title": _plain("Are you sure?", _LABEL),
            "text": _plain(question, _CONFIRM),
            "confirm": _plain("Yes", _LABEL),
            "deny": _plain("No", _LABEL),
        }
    return shape


def _menu(number: int, buttons: Sequence[Button]) -> Json:
    options = [{"text": _plain(_labelled(b), _LABEL), "value": chosen(b.act, b.value)} for b in buttons]
    return {"type": "overflow", "action_id": f"{ACT}{MENU}:{number}", "options": options}


def _labelled(button: Button) -> str:
    return clean(button.label).strip() or clean(button.act).strip() or _NOTHING


def _plain(text: str, limit: int) -> Json:
    return {"type": "plain_text", "text": cut(text, limit)}
