"""What a person types, as Slack's client sends it: escaped text with tokens, and the same as rich text."""

import re
from collections.abc import Mapping

from ackline.sandbox.emoji import CHARACTERS, NAMES
from ackline.sandbox.wire import Json

_EMOJI = "|".join(sorted(map(re.escape, NAMES), key=len, reverse=True))
_TOKEN = re.compile(
    r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^<>]*)?>"
    r"|<#(?P<channel>[CG][A-Z0-9]+)(?:\|[^<>]*)?>"
    r"|<!(?P<range>channel|here|everyone)(?:\|[^<>]*)?>"
    r"|<(?P<link>https?://[^<>|\s]+)(?:\|(?P<label>[^<>]*))?>"
    r"|(?P<url>https?://[^\s<>]*[^\s<>.,;:!?)\]])"
    r"|(?<!\w)@(?P<name>[A-Za-z0-9._-]*[A-Za-z0-9])"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?<![\w*])\*(?P<bold>[^*\s<>](?:[^*\n<>]*[^*\s<>])?)\*(?![\w*])"
    r"|(?<!\w)_(?P<italic>[^_\s<>](?:[^_\n<>]*[^_\s<>])?)_(?!\w)"
    r"|(?<![\w~])~(?P<strike>[^~\s<>](?:[^~\n<>]*[^~\s<>])?)~(?![\w~])"
    r"|:(?P<short>[a-z0-9_+-]+(?:::skin-tone-[2-6])?):"
    rf"|(?P<emoji>{_EMOJI})\ufe0f?"
)
_RANGES = ("channel", "here", "everyone")


def escape(text: str) -> str:
    """The three characters that Slack escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def compose(typed: str, people: Mapping[str, str]) -> tuple[str, Json]:
    """The wire text and its rich_text block; `people` maps names to user ids, so that @name is a mention."""
    wire: list[str] = []
    elements: list[Json] = []

    def plain(text: str) -> None:
        if text:
            wire.append(escape(text))
            elements.append({"type": "text", "text": text})

    end = 0
    for match in _TOKEN.finditer(typed):
        token = _token(match, people)
        if token is None:
            continue
        plain(typed[end : match.start()])
        wire.append(token[0])
        elements.append(token[1])
        end = match.end()
    plain(typed[end:])
    section = {"type": "rich_text_section", "elements": elements}
    return "".join(wire), {"type": "rich_text", "elements": [section]}


def _token(match: re.Match[str], people: Mapping[str, str]) -> tuple[str, Json] | None:
    kind, value = match.lastgroup, match.group(match.lastgroup or 0)
    match kind:
        case "user":
            return f"<@{value}>", {"type": "user", "user_id": value}
        case "channel":
            return match.group(0), {"type": "channel", "channel_id": value}
        case "range":
            return f"<!{value}>", {"type": "broadcast", "range": value}
        case "link" | "url":
            return f"<{escape(value)}>", {"type": "link", "url": value}
        case "label":
            url = match.group("link")
            return f"<{escape(url)}|{escape(value)}>", {"type": "link", "url": url, "text": value}
        case "code" | "bold" | "italic" | "strike":
            return escape(match.group(0)), {"type": "text", "text": value, "style": {kind: True}}
        case "name" if value in _RANGES:
            return f"<!{value}>", {"type": "broadcast", "range": value}
        case "name" if value in people:
            return f"<@{people[value]}>", {"type": "user", "user_id": people[value]}
        case "short" if value.split("::")[0] in CHARACTERS:
            return f":{value}:", {"type": "emoji", "name": value.split("::")[0]}
        case "emoji":
            return f":{NAMES[value]}:", {"type": "emoji", "name": NAMES[value]}
        case _:
            return None
