"""The control API: everything that people, time and misfortune do, over HTTP, for stories in any language.

`POST /sandbox/{operation}` with a JSON object of arguments, `GET /sandbox/{reading}` with a query. The operations,
their arguments and their meaning are those of `ackline.sandbox.sandbox.Sandbox`; channels and people are named by
id or name, emoji by character or name. An operation answers when the app is at rest again:
`{"ok": true, "result": …}`, or with status 400 (409 when the app failed) `{"ok": false, "error": code, "why": text}`.

| to                      | POST                                                                                  |
|-------------------------|---------------------------------------------------------------------------------------|
| talk                    | post, share_file, edit, unfurl, delete, react, unreact                                |
| use the app's surfaces  | click, click_in_view, suggest, submit, close_view, command, shortcut,                 |
|                         | global_shortcut, open_home                                                            |
| change the surroundings | join, leave, archive, delete_channel, share, unshare, change_id, deactivate,          |
|                         | reactivate, revoke_token                                                              |
| move time               | clock with one of `{"seconds": 900}`, `{"to": "2026-11-20T18:15:00Z"}`,               |
|                         | `{"next_due": true}`, `{"next_business_day": true}`; with `"patience": 1.5` it goes   |
|                         | as far as it comes in so many real seconds, and `reached` says whether that was all   |
| make calls fail         | fault, clear_faults                                                                   |
| disturb events          | line `{"state": "open" / "held" / "lost" / "broken"}`, release, redeliver, copies,    |
|                         | rate_limit_events                                                                     |
| begin anew              | reset, as it was or with `{"world": name}`; connect, disconnect_sockets               |
| tell the seed's story   | play `{"step": 0, "moment": 0}`                                                       |

| to read                          | GET                                                    |
|----------------------------------|--------------------------------------------------------|
| channels and screens             | messages, thread, dms, ephemerals, views, home         |
| who and what there is            | summary, worlds, emoji, coverage                       |
| what went between app and Slack  | calls, events, interactions, faults                    |
| time                             | due                                                    |
| the guided story                 | story                                                  |

`GET /sandbox/feed` is a stream of server-sent events: hints of what changed, without its content.
"""

import inspect
import json
import types
import typing
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from ackline.sandbox.feed import Feed
from ackline.sandbox.wire import Json, Refused

Operation = Callable[..., Awaitable[Any]]
_APP_FAILED = {
    "operation_timeout", "app_unreachable", "dispatch_failed", "timekeeper_failed", "never_settles", "app_does_not_end",
    "app_does_not_begin",
}  # fmt: skip


def routes(acts: Mapping[str, Operation], readings: Mapping[str, Operation], feed: Feed) -> web.RouteTableDef:
    """The routes of the control API over these operations."""
    table = web.RouteTableDef()

    @table.post("/sandbox/{operation}")
    async def act(request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return _refused(Refused("bad_arguments", "send a JSON object, with Content-Type: application/json"))
        try:
            body = await request.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            return _refused(Refused("bad_arguments", "the body is not JSON"))
        if not isinstance(body, dict):
            return _refused(Refused("bad_arguments", "the body is not a JSON object"))
        return await _run(acts, request.match_info["operation"], body)

    @table.get("/sandbox/feed")
    async def follow(request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        watcher = feed.watch()
        try:
            await stream.write(b'data: {"kind": "hello"}\n\n')
            while True:
                hint = await watcher.get()
                await stream.write(f"data: {json.dumps(hint)}\n\n".encode())
        except ConnectionError:
            return stream
        finally:
            feed.leave(watcher)

    @table.get("/sandbox/{operation}")
    async def read(request: web.Request) -> web.Response:
        return await _run(readings, request.match_info["operation"], dict(request.query))

    return table


async def _run(operations: Mapping[str, Operation], name: str, given: Json) -> web.Response:
    operation = operations.get(name)
    try:
        if operation is None:
            raise Refused("unknown_operation", f"{name!r} is none of {', '.join(operations)}")
        result = await operation(**_arguments(operation, given))
    except Refused as refusal:
        return _refused(refusal)
    return web.json_response({"ok": True, "result": result})


def _refused(refusal: Refused) -> web.Response:
    status = 409 if refusal.code in _APP_FAILED else 400
    return web.json_response({"ok": False, "error": refusal.code, "why": refusal.why}, status=status)


def _arguments(operation: Operation, given: Json) -> Json:
    """The arguments, checked against the operation's own signature; numbers may come as text, from a query."""
    hints = typing.get_type_hints(operation)
    arguments = {name: _coerced(value, hints.get(name)) for name, value in given.items()}
    try:
        inspect.signature(operation).bind(**arguments)
    except TypeError as error:
        raise Refused("bad_arguments", f"{operation.__name__}: {error}") from None
    for name, value in arguments.items():
        if not _fits(value, hints[name]):
            raise Refused("bad_arguments", f"{operation.__name__}: {name} cannot be {value!r}")
    return arguments


def _coerced(value: Any, hint: Any) -> Any:
    options = typing.get_args(hint) or (hint,)
    if isinstance(value, str) and str not in options and int in options and value.isdecimal():
        return int(value)
    return value


def _fits(value: Any, hint: Any) -> bool:
    if hint is Any:
        return True
    if isinstance(hint, types.UnionType):
        return any(_fits(value, option) for option in typing.get_args(hint))
    kind = typing.get_origin(hint) or hint
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
