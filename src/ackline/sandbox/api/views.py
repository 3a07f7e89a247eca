"""`views.*`: modals and App Home."""

from ackline.sandbox import blocks
from ackline.sandbox.api.call import ApiError, Call
from ackline.sandbox.triggers import Trigger
from ackline.sandbox.views import View
from ackline.sandbox.wire import Json

_MOST_BYTES = 250_000


def open_view(call: Call) -> Json:
    """`views.open`, on a trigger that is younger than three seconds and unused."""
    body = _body(call)
    trigger = _trigger(call)
    view = call.workspace.views.open(trigger.user, call.world.users[trigger.user].team, body)
    return _answer(call, view)


def push_view(call: Call) -> Json:
    """`views.push`, on a trigger that came from a modal."""
    body = _body(call)
    trigger = _trigger(call)
    if trigger.view is None:
        raise ApiError("not_found")
    view = call.workspace.views.push(trigger.user, call.world.users[trigger.user].team, body)
    if view is None:
        raise ApiError("push_limit_reached")
    return _answer(call, view)


def update_view(call: Call) -> Json:
    """`views.update`; with `hash`, only when nobody changed it since."""
    body = _body(call)
    view = call.workspace.views.find(call.text("view_id") or None, call.text("external_id") or None)
    if view is None:
        raise ApiError("not_found")
    if call.text("hash", view.hash) != view.hash:
        raise ApiError("hash_conflict")
    return _answer(call, call.workspace.views.update(view, body))


def publish_view(call: Call) -> Json:
    """`views.publish`: somebody's App Home; not for people of other organisations."""
    body = _body(call)
    user = call.user("user_id")
    if body["type"] != "home":
        raise ApiError("invalid_arguments")
    if call.world.is_external(user):
        raise ApiError("not_enabled")
    home = call.workspace.views.home(user.id)
    if home is not None and call.text("hash", home.hash) != home.hash:
        raise ApiError("hash_conflict")
    return _answer(call, call.workspace.views.publish(user.id, user.team, body))


def _body(call: Call) -> Json:
    view = call.structure("view", "invalid_arguments")
    found = blocks.view_problems(view)
    if found:
        raise ApiError("invalid_arguments", response_metadata={"messages": found})
    if len(str(view)) > _MOST_BYTES:
        raise ApiError("view_too_large")
    return dict(view)


def _trigger(call: Call) -> Trigger:
    trigger = call.workspace.triggers.exchange(call.required("trigger_id"))
    if isinstance(trigger, str):
        raise ApiError(trigger)
    return trigger


def _answer(call: Call, view: View | None) -> Json:
    if view is None:
        raise ApiError("not_found")
    app = call.world.app
    call.workspace.feed.tell("view", user=view.user)
    installed = call.world.vendor.id
    return {"view": view.as_json(app_id=app.id, bot_id=app.bot_id, installed_team=installed)}
