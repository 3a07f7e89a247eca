"""Blocks and forms that the browser tests put before people."""

from typing import Any


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def message_with(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"channel": "C0ACME", "text": "card", "blocks": [{"type": "actions", "elements": list(elements)}]}


def open_button(label: str = "Open the form") -> dict[str, Any]:
    return {"type": "button", "action_id": "open", "text": plain(label), "style": "primary"}


def form(*blocks: dict[str, Any], title: str = "A form") -> dict[str, Any]:
    return {
        "type": "modal",
        "title": plain(title),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": list(blocks),
    }


def field(block_id: str, label: str, element: dict[str, Any], **more: object) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "a", **element},
        **more,
    }
