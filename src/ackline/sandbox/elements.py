"""What Slack refuses in a block's parts: text objects, options, confirm dialogs and interactive elements.

Figures and required fields are those of Slack's Block Kit reference. A finding is (json pointer, what is wrong).
"""

from collections.abc import Iterator
from typing import Any

from ackline.sandbox.wire import Json

Finding = tuple[str, str]

_SELECT_SOURCES = ("static", "external", "users", "conversations", "channels")
SELECTS = frozenset(f"{many}{source}_select" for many in ("", "multi_") for source in _SELECT_SOURCES)
PICKERS = frozenset({"datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes", "overflow"})
INPUTS = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"})
IN_ACTIONS = SELECTS | PICKERS | {"button", "workflow_button"}
IN_INPUT = SELECTS | INPUTS | (PICKERS - {"overflow"})
IN_SECTION = IN_ACTIONS | {"image"}
IN_CONTEXT = frozenset({"image", "mrkdwn", "plain_text"})

MOST_OPTIONS = 100
_OPTION_LIMITS = {"overflow": 5, "radio_buttons": 10, "checkboxes": 10}


def too_long(value: Any, limit: int, at: str) -> Iterator[Finding]:
    """A finding when a string is longer than it may be."""
    if isinstance(value, str) and len(value) > limit:
        yield at, f"must be less than {limit + 1} characters"


def text(value: Any, limit: int, at: str, *, plain: bool) -> Iterator[Finding]:
    """A required text object of at least one and at most `limit` characters."""
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        yield at, "missing required field: text"
        return
    allowed = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if value.get("type") not in allowed:
        yield f"{at}/type", f"must be one of: {', '.join(allowed)}"
    if not value["text"]:
        yield f"{at}/text", "must be more than 0 characters"
    yield from too_long(value["text"], limit, f"{at}/text")


def element(value: Any, allowed: frozenset[str], at: str) -> Iterator[Finding]:
    """One interactive element, image or, in a context, text."""
    kind = value.get("type") if isinstance(value, dict) else type(value).__name__
    if not isinstance(kind, str) or kind not in allowed:
        yield f"{at}/type", f"unsupported type: {kind}"
        return
    if kind in ("mrkdwn", "plain_text"):
        yield from text(value, 3000, at, plain=False)
        return
    if kind == "image":
        yield from image(value, at)
        return
    if not isinstance(value.get("action_id", ""), str):
        yield f"{at}/action_id", "must be a string"
    yield from too_long(value.get("action_id"), 255, f"{at}/action_id")
    if "placeholder" in value:
        yield from text(value["placeholder"], 150, f"{at}/placeholder", plain=True)
    if "confirm" in value:
        yield from _confirm(value["confirm"], f"{at}/confirm")
    if kind == "button":
        yield from _button(value, at)
    elif kind == "plain_text_input":
        yield from too_long(value.get("initial_value"), 3000, f"{at}/initial_value")
    elif kind in ("static_select", "multi_static_select"):
        yield from _static_select(value, at)
    elif kind in _OPTION_LIMITS:
        yield from _options(value.get("options"), _OPTION_LIMITS[kind], f"{at}/options")


def image(value: Json, at: str) -> Iterator[Finding]:
    """An image, as a block or an element."""
    if not isinstance(value.get("image_url"), str) and not value.get("slack_file"):
        yield at, "missing required field: image_url"
    if not isinstance(value.get("alt_text"), str):
        yield at, "missing required field: alt_text"
    yield from too_long(value.get("image_url"), 3000, f"{at}/image_url")
    yield from too_long(value.get("alt_text"), 2000, f"{at}/alt_text")


def _button(value: Json, at: str) -> Iterator[Finding]:
    yield from text(value.get("text"), 75, f"{at}/text", plain=True)
    yield from too_long(value.get("value"), 2000, f"{at}/value")
    yield from too_long(value.get("url"), 3000, f"{at}/url")
    yield from too_long(value.get("accessibility_label"), 75, f"{at}/accessibility_label")
    if not isinstance(value.get("value", ""), str):
        yield f"{at}/value", "must be a string"
    if value.get("style") not in (None, "primary", "danger"):
        yield f"{at}/style", "must be one of: primary, danger"


def _static_select(value: Json, at: str) -> Iterator[Finding]:
    groups = value.get("option_groups")
    if groups is None:
        yield from _options(value.get("options"), MOST_OPTIONS, f"{at}/options")
        return
    if not isinstance(groups, list) or len(groups) > MOST_OPTIONS:
        yield f"{at}/option_groups", f"must be an array of no more than {MOST_OPTIONS} items"
        return
    for index, group in enumerate(groups):
        here = f"{at}/option_groups/{index}"
        if not isinstance(group, dict):
            yield here, "must be an object"
            continue
        yield from text(group.get("label"), 75, f"{here}/label", plain=True)
        yield from _options(group.get("options"), MOST_OPTIONS, f"{here}/options")


def option_problems(value: Any) -> list[str]:
    """Everything wrong with one option."""
    return [f"{what} [{at}]" for at, what in _option(value, "/options")]


def _options(options: Any, limit: int, at: str) -> Iterator[Finding]:
    if not isinstance(options, list) or not options:
        yield at, "missing required field: options"
        return
    if len(options) > limit:
        yield at, f"no more than {limit} items allowed"
    for index, option in enumerate(options):
        yield from _option(option, f"{at}/{index}")


def _option(option: Any, at: str) -> Iterator[Finding]:
    if not isinstance(option, dict):
        yield at, "must be an object"
        return
    yield from text(option.get("text"), 75, f"{at}/text", plain=False)
    if not isinstance(option.get("value"), str):
        yield at, "missing required field: value"
    yield from too_long(option.get("value"), 150, f"{at}/value")
    if "description" in option:
        yield from text(option["description"], 75, f"{at}/description", plain=False)


def _confirm(value: Any, at: str) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield at, "must be an object"
        return
    yield from text(value.get("title"), 100, f"{at}/title", plain=True)
    yield from text(value.get("text"), 300, f"{at}/text", plain=False)
    yield from text(value.get("confirm"), 30, f"{at}/confirm", plain=True)
    yield from text(value.get("deny"), 30, f"{at}/deny", plain=True)
