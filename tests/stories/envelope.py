"""Requests as Slack sends them, made by hand: for what the sandbox would never say."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp
from harness import Stage


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's signature, version 0."""
    return "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()


async def send(
    on: Stage, body: bytes, *, form: bool = False, secret: str | None = None, age: int = 0, signed: bool = True
) -> int:
    """A request to the bot; its status. `age`: seconds that its timestamp is old."""
    return (await _answered(on, body, form=form, secret=secret, age=age, signed=signed))[0]


async def _answered(
    on: Stage, body: bytes, *, form: bool = False, secret: str | None = None, age: int = 0, signed: bool = True
) -> tuple[int, str]:
    timestamp = str(int(time.time()) - age)
    headers = {"Content-Type": "application/x-www-form-urlencoded" if form else "application/json"}
    if signed:
        key = on.slack.signing_secret if secret is None else secret
        headers |= {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature(key, timestamp, body)}
    async with (
        aiohttp.ClientSession() as http,
        http.post(on.events_url, data=body, headers=headers, timeout=aiohttp.ClientTimeout(total=5)) as answer,
    ):
        return answer.status, await answer.text()


async def event(on: Stage, payload: Any, *, event_id: str = "Ev0BYHAND") -> int:
    """An event of the Events API, and all that follows from it; the status of the answer."""
    envelope = {
        "type": "event_callback",
        "event_id": event_id,
        "team_id": "T0HARBOUR",
        "event_time": int(on.slack.now.timestamp()),
        "event": payload,
    }
    status = await send(on, json.dumps(envelope).encode())
    await on.slack.settle()
    return status


async def click(on: Stage, user: str, team: str, channel: str, act: str, value: str) -> int:
    """A pressed button that the bot never showed there. `act` may be a view's name, such as see:mine."""
    name = act if act.startswith("see:") else f"act:{act}"
    stamp = f"{on.slack.now.timestamp():.6f}"
    payload = {
        "type": "block_actions",
        "user": {"id": user, "team_id": team},
        "team": {"id": "T0HARBOUR"},
        "trigger_id": "1.2.3",
        "channel": {"id": channel},
        "container": {"type": "message", "message_ts": stamp, "channel_id": channel},
        "actions": [{"type": "button", "action_id": f"{name}:0", "block_id": "b", "value": value, "action_ts": stamp}],
    }
    return await _interaction(on, payload)


async def shortcut(on: Stage, user: str, team: str, channel: str, act: str, response_url: Any) -> int:
    """An act of a message's menu, with whatever stands for the address of its answer."""
    stamp = f"{on.slack.now.timestamp():.6f}"
    payload = {
        "type": "message_action",
        "callback_id": f"act:{act}",
        "user": {"id": user, "team_id": team},
        "team": {"id": "T0HARBOUR"},
        "trigger_id": "1.2.3",
        "channel": {"id": channel},
        "message_ts": stamp,
        "message": {"type": "message", "ts": stamp, "text": "hello"},
        "response_url": response_url,
    }
    return await _interaction(on, payload)


async def form(on: Stage, user: str, team: str, act: str, value: str, answers: dict[str, str]) -> int:
    """A submitted form that the bot never opened for that person: the status."""
    return await _interaction(on, _form(user, team, act, value, answers))


async def form_errors(on: Stage, user: str, team: str, act: str, value: str, answers: dict[str, str]) -> str:
    """The same: the errors that are read in the form."""
    body = urlencode({"payload": json.dumps(_form(user, team, act, value, answers))}).encode()
    _, answer = await _answered(on, body, form=True)
    await on.slack.settle()
    return " ".join(json.loads(answer)["errors"].values()) if answer else ""


def _form(user: str, team: str, act: str, value: str, answers: dict[str, str]) -> dict[str, Any]:
    values = {name: {"answer": {"type": "plain_text_input", "value": words}} for name, words in answers.items()}
    return {
        "type": "view_submission",
        "user": {"id": user, "team_id": team},
        "team": {"id": "T0HARBOUR"},
        "view": {
            "id": "V0BYHAND",
            "type": "modal",
            "callback_id": f"act:{act}",
            "private_metadata": value,
            "blocks": [],
            "state": {"values": values},
        },
    }


async def _interaction(on: Stage, payload: dict[str, Any]) -> int:
    status = await send(on, urlencode({"payload": json.dumps(payload)}).encode(), form=True)
    await on.slack.settle()
    return status
