"""One sound payload of every kind that Slack sends: each event, press, form, shortcut and command."""

import json
import re
from collections.abc import Iterator
from typing import Any

import slack_payloads
from slack_payloads import changed, envelope, message, press, reaction, submission

from ackline.adapters.slack.forms import FORMS
from ackline.adapters.slack.rows import CONTENT
from ackline.domain.authority import Act
from ackline.services.incoming.ordering import ORDERS

Json = dict[str, Any]

VIEWS = ("mine", "home", "search", "find", "bind", "bind_form", "checklist")
FIELDS = (
    "severity", "reason", "code", "place", "link", "extent", "impact", "comment", "now", "summary", "person", "moment",
    "note", "into", "words", "account", "contract", "next",
)  # fmt: skip
_CHANNEL_EVENTS = (
    "channel_archive", "channel_deleted", "channel_left", "channel_shared", "channel_unshared", "group_archive",
    "group_deleted", "group_left", "member_joined_channel", "app_uninstalled_else", "file_shared",
)  # fmt: skip
_COMMANDS = ("", "list", "search disk", "why 1", "due acme P1", "on-duty", "pause 1h acme why", "bind", "override x y")


def every(origin: str) -> list[Json]:
    """All of them, by Amy and Ada, answered at Slack's `origin`; not what ends the installation."""
    names = {"U0BOB": "U0AMY", "T0VENDOR": "T0HARBOUR", "U0ANA": "U0ADA", "tkt_1": "ticket:C0ACME:1795204680.000100"}
    told = json.dumps([*_sound()])
    told = re.sub(r'"https?://[^"]*(actions|response)[^"]*"', f'"{origin}/response/none"', told)
    for was, now in names.items():
        told = told.replace(was, now)
    found: list[Json] = json.loads(told)
    return found


def _sound() -> Iterator[Json]:
    yield from (body for body in slack_payloads.EVERY if not _ends_it(body))
    for subtype in sorted(name for name in CONTENT if name):
        yield envelope(message(subtype=subtype))
    yield envelope(changed("now with other words", edited_before=slack_payloads.TS))
    yield envelope(message(thread_ts=slack_payloads.TS, ts=slack_payloads.LATER))
    yield envelope(message(files=[{"id": "F1", "name": "a.log"}], subtype="file_share"))
    for emoji in ("white_check_mark", "rotating_light", "ticket"):
        yield envelope(reaction(name=emoji))
    for kind in _CHANNEL_EVENTS:
        yield envelope({"type": kind, "channel": "C0GALE", "user": "U0ADA", "event_ts": slack_payloads.TS})
    home = {"type": "app_home_opened", "user": "U0ADA", "tab": "home", "channel": "D1", "event_ts": slack_payloads.TS}
    yield envelope(home | {"view": {"type": "home", "private_metadata": "{}"}})
    yield envelope({"type": "user_change", "user": {"id": "U0AMY", "deleted": False}, "event_ts": slack_payloads.TS})
    names = (
        [f"act:{act.value}" for act in Act] + [f"see:{view}" for view in VIEWS] + [f"order:{name}" for name in ORDERS]
    )
    for name in names:
        yield press(f"{name}:0")
        yield press(f"{name}:0", container={"type": "view", "view_id": "V1"}, channel=None, view=_view("home", ""))
        option = {"text": {"type": "plain_text", "text": "…"}, "value": f"{name}:|tkt_1"}
        yield press("act:menu:0") | {"actions": [{**_action(), "type": "overflow", "selected_option": option}]}
    answers = {name: {"answer": {"type": "plain_text_input", "value": "P1"}} for name in FIELDS}
    for name in [f"act:{act.value}" for act in FORMS] + names[len(Act) :]:
        yield submission(values=answers, view=_view("modal", name) | {"state": {"values": answers}})
    for name in ("act:open", "act:split", "act:gone"):
        yield _shortcut(name)
    for words in _COMMANDS:
        yield _command(words)


def _ends_it(body: Json) -> bool:
    return body.get("event", {}).get("type") in ("app_uninstalled", "tokens_revoked", "channel_id_changed")


def _action() -> Json:
    return {"action_id": "act:menu:0", "block_id": "b", "action_ts": slack_payloads.LATER}


def _view(kind: str, callback_id: str) -> Json:
    blocks = [{"type": "input", "block_id": "reason", "element": {}, "label": {}}]
    return {
        "id": "V0001", "type": kind, "callback_id": callback_id, "private_metadata": "tkt_1", "blocks": blocks,
        "state": {"values": {}},
    }  # fmt: skip


def _shortcut(name: str) -> Json:
    return {
        "type": "message_action",
        "callback_id": name,
        "user": {"id": "U0ADA", "team_id": "T0HARBOUR"},
        "team": {"id": "T0HARBOUR"},
        "channel": {"id": "C0ACME", "name": "acme"},
        "message": message(),
        "message_ts": slack_payloads.TS,
        "action_ts": slack_payloads.LATER,
        "trigger_id": "1.2.3",
        "response_url": "http://127.0.0.1:9/response",
    }


def _command(words: str) -> Json:
    return {
        "command": "/ackline", "text": words, "user_id": "U0ADA", "team_id": "T0HARBOUR", "channel_id": "C0TRIAGE",
        "trigger_id": "1.2.3", "response_url": "http://127.0.0.1:9/response",
    }  # fmt: skip
