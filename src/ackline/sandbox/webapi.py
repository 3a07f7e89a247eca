"""The Web API over HTTP: reads arguments as Slack does, lets faults happen, keeps a record of every call."""

import asyncio
import json
from datetime import timedelta
from email.utils import format_datetime

from aiohttp import web

from ackline.sandbox import api
from ackline.sandbox.clock import ts_of
from ackline.sandbox.faults import Fault, FaultKind
from ackline.sandbox.reading import ApiCall
from ackline.sandbox.stage import Stage
from ackline.sandbox.wire import Json

_LONGEST_HANG = 20.0


async def handle(stage: Stage, request: web.Request) -> web.StreamResponse:
    """One call of `/api/{method}`."""
    method = request.match_info["method"]
    args = await _arguments(request)
    token = _token(request, args)
    if args is None:
        return _answered(stage, method, {}, {"ok": False, "error": "invalid_json"}, None)
    fault = stage.faults.take(method, args)
    if fault is not None and fault.kind is FaultKind.STALE:
        then = ts_of(stage.clock.now - timedelta(seconds=fault.seconds))
        return _answered(stage, method, args, api.answer(stage.workspace.as_of(then), method, token, args), fault)
    if fault is None or fault.kind.accepted:
        answer = _ask(stage, method, token, args)
    else:
        answer = {"ok": False, "error": fault.error}
    if fault is None:
        return _answered(stage, method, args, answer, None)
    return await _faulty(stage, request, method, args, answer, fault)


async def respond(stage: Stage, request: web.Request) -> web.Response:
    """An answer by response_url."""
    body = await _arguments(request)
    error = stage.responses.respond(request.match_info["key"], body) if body is not None else "invalid_json"
    if error is None:
        return web.Response(text="ok")
    return web.json_response({"ok": False, "error": error}, status=404)


async def receive(stage: Stage, request: web.Request) -> web.Response:
    """The bytes of an upload, raw or as a form's file; they are counted and not kept."""
    size = 0
    if request.content_type == "multipart/form-data":
        for part in (await request.post()).values():
            size += len(part.file.read()) if isinstance(part, web.FileField) else len(str(part).encode())
    else:
        size = len(await request.read())
    if not stage.workspace.files.receive(request.match_info["key"], size):
        return web.Response(status=404, text="no such upload")
    return web.Response(text=f"OK - {size}")


def _ask(stage: Stage, method: str, token: str, args: Json) -> Json:
    if method != "apps.connections.open":
        return api.answer(stage.workspace, method, token, args)
    app = stage.workspace.world.app
    if token != app.app_token:
        return {"ok": False, "error": "invalid_auth" if token else "not_authed"}
    socket = stage.workspace.origin.replace("http", "ws", 1)
    return {"ok": True, "url": f"{socket}/socket?ticket={stage.uplink.socket.ticket(app.id)}"}


async def _faulty(
    stage: Stage, request: web.Request, method: str, args: Json, answer: Json, fault: Fault
) -> web.StreamResponse:
    match fault.kind:
        case FaultKind.SLACK_ERROR:
            return _answered(stage, method, args, answer, fault)
        case FaultKind.RATE_LIMITED:
            return _answered(
                stage, method, args, {"ok": False, "error": "ratelimited"}, fault, status=429,
                headers={"Retry-After": str(fault.retry_after)},
            )  # fmt: skip
        case FaultKind.ERROR_BEFORE | FaultKind.ERROR_AFTER:
            _record(stage, method, args, 500, answer, fault)
            return web.Response(status=500, text="Internal Server Error")
        case _:
            _record(stage, method, args, 0, answer, fault)
            if fault.kind in (FaultKind.TIMEOUT_BEFORE, FaultKind.TIMEOUT_AFTER):
                await asyncio.sleep(min(fault.seconds, _LONGEST_HANG))
            if request.transport is not None:
                request.transport.abort()
            return web.Response()


def _answered(
    stage: Stage,
    method: str,
    args: Json,
    answer: Json,
    fault: Fault | None,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> web.Response:
    _record(stage, method, args, status, answer, fault)
    scopes = ",".join(stage.workspace.world.app.scopes)
    dated = {"Date": format_datetime(stage.clock.now, usegmt=True), "X-OAuth-Scopes": scopes}
    return web.json_response(answer, status=status, headers=dated | (headers or {}))


def _record(stage: Stage, method: str, args: Json, status: int, answer: Json, fault: Fault | None) -> None:
    call = ApiCall(
        number=stage.clock.next_number(),
        at=stage.clock.now,
        method=method,
        args=args,
        status=status,
        answer=answer,
        fault=fault.kind.value if fault else None,
    )
    stage.calls.append(call)
    stage.workspace.feed.tell("call")


async def _arguments(request: web.Request) -> Json | None:
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            return None
        return args | body if isinstance(body, dict) else None
    return args | dict(await request.post())


def _token(request: web.Request, args: Json | None) -> str:
    field = str(args.pop("token", "")) if args else ""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else field
