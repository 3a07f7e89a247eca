"""The Web API: which methods there are, the scope each needs, and how a call is answered."""

from collections.abc import Callable

from ackline.sandbox.api import chat, conversations, files, people, reactions, views
from ackline.sandbox.api.call import ApiError, Call
from ackline.sandbox.wire import Json, Refused
from ackline.sandbox.workspace import Workspace

Method = Callable[[Call], Json]

# Methods whose scope depends on the channel's type ask for it themselves.
METHODS: dict[str, tuple[Method, str | None]] = {
    "auth.test": (people.auth_test, None),
    "bots.info": (people.bot_info, "users:read"),
    "chat.delete": (chat.delete, "chat:write"),
    "chat.getPermalink": (chat.get_permalink, None),
    "chat.postEphemeral": (chat.post_ephemeral, "chat:write"),
    "chat.postMessage": (chat.post_message, "chat:write"),
    "chat.update": (chat.update, "chat:write"),
    "conversations.history": (conversations.history, None),
    "conversations.info": (conversations.info, None),
    "conversations.join": (conversations.join, "channels:join"),
    "conversations.list": (conversations.list_all, None),
    "conversations.members": (conversations.members, None),
    "conversations.open": (conversations.open_dm, None),
    "conversations.replies": (conversations.replies, None),
    "files.completeUploadExternal": (files.complete_upload, "files:write"),
    "files.getUploadURLExternal": (files.get_upload_url, "files:write"),
    "files.info": (files.info, "files:read"),
    "reactions.add": (reactions.add, "reactions:write"),
    "reactions.get": (reactions.get, "reactions:read"),
    "reactions.remove": (reactions.remove, "reactions:write"),
    "team.info": (people.team_info, "team:read"),
    "users.conversations": (conversations.of_user, None),
    "users.info": (people.user_info, "users:read"),
    "users.list": (people.user_list, "users:read"),
    "views.open": (views.open_view, None),
    "views.publish": (views.publish_view, None),
    "views.push": (views.push_view, None),
    "views.update": (views.update_view, None),
}


def answer(workspace: Workspace, name: str, token: str, args: Json) -> Json:
    """What Slack answers, refusals included; HTTP status and faults are the server's business."""
    try:
        if name not in METHODS:
            raise ApiError("unknown_method", req_method=name)
        _authorise(workspace, token)
        method, scope = METHODS[name]
        call = Call(workspace=workspace, args=args)
        if scope is not None:
            call.needs(scope)
        return {"ok": True} | method(call)
    except ApiError as error:
        return {"ok": False, "error": error.code} | error.more
    except Refused as refusal:
        return {"ok": False, "error": refusal.code}


def _authorise(workspace: Workspace, token: str) -> None:
    if not token:
        raise ApiError("not_authed")
    if token != workspace.world.app.token:
        raise ApiError("invalid_auth")
    if workspace.token_revoked:
        raise ApiError("token_revoked")
