"""Modals as a person uses them: fill in and submit, or close."""

from dataclasses import dataclass, field

from ackline.sandbox import blocks, inputs, interactions
from ackline.sandbox.clicks import view_json
from ackline.sandbox.transport import Transport
from ackline.sandbox.views import View
from ackline.sandbox.wire import Json, Refused
from ackline.sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What came of a submission: `close`, `errors`, `update`, `push` or `clear`; errors are by block_id."""

    action: str
    errors: dict[str, str] = field(default_factory=dict)
    sent: bool = True

    def as_json(self) -> Json:
        """For the control API."""
        return {"action": self.action, "errors": self.errors, "sent": self.sent}


class Forms:
    """The modals that are open."""

    def __init__(self, workspace: Workspace, transport: Transport) -> None:
        self._workspace = workspace
        self._transport = transport

    def top(self, user: str, view_id: str | None = None) -> View:
        """The modal that somebody sees, or an open view by id; Refused when there is none."""
        by = self._workspace.world.user(user)
        if view_id is not None:
            view = self._workspace.views.find(view_id)
        else:
            stack = self._workspace.views.stack(by.id)
            view = stack[-1] if stack else None
        if view is None or view.user != by.id:
            raise Refused("no_open_view", f"{by.name} has no such view open")
        return view

    async def submit(self, user: str, values: Json, view_id: str | None = None) -> Submission:
        """Fill in the visible modal and submit it; `values` names inputs by block_id or action_id.

        What Slack's own client refuses (an empty required field, a wrong length) never reaches the app.
        """
        view = self.top(user, view_id)
        by = self._workspace.world.user(user)
        state = inputs.state(view.body["blocks"], values, self._workspace.offered)
        wrong = inputs.client_errors(view.body["blocks"], state)
        if wrong:
            return Submission(action="errors", errors=wrong, sent=False)
        trigger_id = self._workspace.triggers.new_trigger(by.id, view.id)
        shown = view_json(self._workspace, view, state)
        reply = await self._transport.interaction(
            interactions.submitted(self._workspace.world, by, shown, trigger_id=trigger_id)
        )
        result = self._apply(view, reply.body)
        self._workspace.feed.tell("view", user=by.id)
        return result

    async def close(self, user: str, view_id: str | None = None) -> None:
        """Close the visible modal; the app is told when the view asked for it."""
        view = self.top(user, view_id)
        by = self._workspace.world.user(user)
        cleared = bool(view.body.get("clear_on_close"))
        if cleared:
            self._workspace.views.clear(by.id)
        else:
            self._workspace.views.close(view)
        self._workspace.feed.tell("view", user=by.id)
        if view.body.get("notify_on_close"):
            shown = view_json(self._workspace, view, {})
            await self._transport.interaction(interactions.closed(self._workspace.world, by, shown, cleared=cleared))

    def _apply(self, view: View, answer: Json) -> Submission:
        views = self._workspace.views
        action = answer.get("response_action")
        match action:
            case "errors":
                return Submission(action="errors", errors=dict(answer.get("errors") or {}))
            case "clear":
                views.clear(view.user)
            case "update":
                views.update(self.top(view.user, view.id), self._sound(answer))
            case "push":
                if views.push(view.user, view.team, self._sound(answer)) is None:
                    raise Refused("push_limit_reached", "three modals are already stacked")
            case None:
                views.close(views.find(view.id) or view)
                return Submission(action="close")
            case _:
                raise Refused("bad_response_action", f"{action!r} is none of errors, update, push, clear")
        return Submission(action=str(action))

    def _sound(self, answer: Json) -> Json:
        view = answer.get("view")
        found = blocks.view_problems(view)
        if found:
            raise Refused("bad_view", "; ".join(found))
        return dict(view or {})
