"""What Slack refuses in blocks and views, worded as in `response_metadata.messages`."""

from collections.abc import Callable, Iterator
from typing import Any

from ackline.sandbox.elements import (
    IN_ACTIONS,
    IN_CONTEXT,
    IN_INPUT,
    IN_SECTION,
    Finding,
    element,
    image,
    text,
    too_long,
)
from ackline.sandbox.wire import Json


def problems(blocks: Any, limit: int) -> list[str]:
    """Everything wrong with a message's (50) or a view's (100) blocks; empty when Slack would take them."""
    return [f"[ERROR] {what} [json-pointer:{at}]" for at, what in _findings(blocks, limit, "/blocks")]


def view_problems(view: Any) -> list[str]:
    """Everything wrong with a view; empty when Slack would take it."""
    return [f"[ERROR] {what} [json-pointer:{at}]" for at, what in _view(view)]


def with_ids(blocks: Any) -> tuple[Json, ...]:
    """The blocks as Slack keeps them: each has a block_id, each interactive element an action_id."""
    kept = []
    for index, block in enumerate(blocks):
        block = {**block, "block_id": block.get("block_id") or f"b{index}"}
        for place in ("element", "accessory"):
            if place in block:
                block[place] = _with_action_id(block[place], f"{block['block_id']}-0")
        if block["type"] == "actions":
            block["elements"] = [
                _with_action_id(part, f"{block['block_id']}-{number}") for number, part in enumerate(block["elements"])
            ]
        kept.append(block)
    return tuple(kept)


def _with_action_id(part: Json, given: str) -> Json:
    return part if part["type"] == "image" else {**part, "action_id": part.get("action_id") or given}


def _findings(blocks: Any, limit: int, at: str) -> Iterator[Finding]:
    if not isinstance(blocks, list):
        yield at, "must be an array"
        return
    if len(blocks) > limit:
        yield at, f"no more than {limit} items allowed"
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        here = f"{at}/{index}"
        check = _CHECKS.get(str(block.get("type"))) if isinstance(block, dict) else None
        if check is None:
            kind = block.get("type") if isinstance(block, dict) else type(block).__name__
            yield f"{here}/type", f"unsupported type: {kind}"
            continue
        block_id = block.get("block_id") or ""
        if not isinstance(block_id, str):
            yield f"{here}/block_id", "must be a string"
            continue
        yield from too_long(block_id, 255, f"{here}/block_id")
        if block_id and block_id in seen:
            yield f"{here}/block_id", f"`block_id` must be unique, {block_id} is already used"
        seen.add(block_id)
        yield from check(block, here)


def _section(block: Json, at: str) -> Iterator[Finding]:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield at, "missing required field: text"
    if "text" in block:
        yield from text(block["text"], 3000, f"{at}/text", plain=False)
    if fields is not None:
        if not isinstance(fields, list):
            yield f"{at}/fields", "must be an array"
            return
        if len(fields) > 10:
            yield f"{at}/fields", "no more than 10 items allowed"
        for index, part in enumerate(fields):
            yield from text(part, 2000, f"{at}/fields/{index}", plain=False)
    if "accessory" in block:
        yield from element(block["accessory"], IN_SECTION, f"{at}/accessory")


def _header(block: Json, at: str) -> Iterator[Finding]:
    yield from text(block.get("text"), 150, f"{at}/text", plain=True)


def _divider(_block: Json, _at: str) -> Iterator[Finding]:
    return iter(())


def _context(block: Json, at: str) -> Iterator[Finding]:
    yield from _elements(block, IN_CONTEXT, 10, at)


def _actions(block: Json, at: str) -> Iterator[Finding]:
    yield from _elements(block, IN_ACTIONS, 25, at)
    if not isinstance(block.get("elements"), list):
        return
    seen: set[str] = set()
    for index, part in enumerate(block["elements"]):
        action_id = part.get("action_id") if isinstance(part, dict) else None
        if action_id and str(action_id) in seen:
            yield f"{at}/elements/{index}/action_id", f"`action_id` {action_id} already exists for block_id"
        seen.add(str(action_id))


def _elements(block: Json, allowed: frozenset[str], limit: int, at: str) -> Iterator[Finding]:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        yield at, "missing required field: elements"
        return
    if len(elements) > limit:
        yield f"{at}/elements", f"no more than {limit} items allowed"
    for index, part in enumerate(elements):
        yield from element(part, allowed, f"{at}/elements/{index}")


def _input(block: Json, at: str) -> Iterator[Finding]:
    yield from text(block.get("label"), 2000, f"{at}/label", plain=True)
    if "hint" in block:
        yield from text(block["hint"], 2000, f"{at}/hint", plain=True)
    if "element" not in block:
        yield at, "missing required field: element"
        return
    yield from element(block["element"], IN_INPUT, f"{at}/element")


_RICH_TEXT = ("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted")


def _rich_text(block: Json, at: str) -> Iterator[Finding]:
    elements = block.get("elements")
    if not isinstance(elements, list):
        yield at, "missing required field: elements"
        return
    for index, part in enumerate(elements):
        kind = part.get("type") if isinstance(part, dict) else type(part).__name__
        if kind not in _RICH_TEXT:
            yield f"{at}/elements/{index}/type", f"unsupported type: {kind}"
        elif not isinstance(part.get("elements"), list):
            yield f"{at}/elements/{index}", "missing required field: elements"


def _markdown(block: Json, at: str) -> Iterator[Finding]:
    if not isinstance(block.get("text"), str) or not block["text"]:
        yield at, "missing required field: text"
    yield from too_long(block.get("text"), 12_000, f"{at}/text")


_CHECKS: dict[str, Callable[[Json, str], Iterator[Finding]]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": image,
    "rich_text": _rich_text,
    "markdown": _markdown,
}


def _view(view: Any) -> Iterator[Finding]:
    if not isinstance(view, dict):
        yield "/view", "must be an object"
        return
    kind = view.get("type")
    if kind not in ("modal", "home"):
        yield "/view/type", f"unsupported type: {kind}"
    if kind == "modal":
        yield from text(view.get("title"), 24, "/view/title", plain=True)
        for part in ("submit", "close"):
            if part in view:
                yield from text(view[part], 24, f"/view/{part}", plain=True)
        there = view.get("blocks")
        listed = there if isinstance(there, list) else []
        has_input = any(isinstance(b, dict) and b.get("type") == "input" for b in listed)
        if has_input and "submit" not in view:
            yield "/view", "missing required field: submit"
    for name in ("private_metadata", "callback_id", "external_id"):
        if not isinstance(view.get(name, ""), str):
            yield f"/view/{name}", "must be a string"
    yield from too_long(view.get("private_metadata"), 3000, "/view/private_metadata")
    yield from too_long(view.get("callback_id"), 255, "/view/callback_id")
    yield from too_long(view.get("external_id"), 255, "/view/external_id")
    if "blocks" not in view:
        yield "/view", "missing required field: blocks"
        return
    yield from _findings(view["blocks"], 100, "/view/blocks")
