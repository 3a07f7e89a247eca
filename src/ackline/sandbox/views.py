"""Modals stacked on a person's screen, and each person's App Home."""

import secrets
from dataclasses import dataclass, replace

from ackline.sandbox.blocks import with_ids
from ackline.sandbox.wire import Json

MOST_STACKED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One modal or Home; the hash changes with each update."""

    id: str
    user: str
    team: str
    root: str
    previous: str | None
    hash: str
    body: Json

    def as_json(self, *, app_id: str, bot_id: str, installed_team: str, state: Json | None = None) -> Json:
        """As the API answers it and as payloads carry it."""
        body = self.body
        empty = {"private_metadata": "", "callback_id": "", "external_id": "", "submit": None, "close": None}
        flags = {"clear_on_close": False, "notify_on_close": False, "submit_disabled": False}
        return {
            **empty,
            **flags,
            **body,
            "id": self.id,
            "team_id": self.team,
            "state": {"values": state or {}},
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "app_id": app_id,
            "app_installed_team_id": installed_team,
            "bot_id": bot_id,
        }


class Views:
    """What is open on whose screen; the last of a stack is the one that is seen."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: str) -> tuple[View, ...]:
        """Somebody's modals, the visible one last."""
        return tuple(self._stacks.get(user, ()))

    def home(self, user: str) -> View | None:
        """Somebody's App Home, when it was ever published."""
        return self._homes.get(user)

    def find(self, view_id: str | None, external_id: str | None = None) -> View | None:
        """An open view by its id or the app's own."""
        every = [view for stack in self._stacks.values() for view in stack] + list(self._homes.values())
        for view in every:
            if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
                return view
        return None

    def push(self, user: str, team: str, body: Json) -> View | None:
        """A modal on top of whatever is open; None when three are."""
        stack = self._stacks.setdefault(user, [])
        if len(stack) >= MOST_STACKED:
            return None
        view_id = "V" + secrets.token_hex(5).upper()
        view = View(
            id=view_id,
            user=user,
            team=team,
            root=stack[0].id if stack else view_id,
            previous=stack[-1].id if stack else None,
            hash=_new_hash(),
            body=_kept(body),
        )
        stack.append(view)
        return view

    def open(self, user: str, team: str, body: Json) -> View | None:
        """A first modal; what was open before is gone."""
        self._stacks[user] = []
        return self.push(user, team, body)

    def update(self, view: View, body: Json) -> View:
        """The same view with other content."""
        fresh = replace(view, body=_kept(body), hash=_new_hash())
        if self._homes.get(view.user) is view:
            self._homes[view.user] = fresh
        else:
            stack = self._stacks[view.user]
            stack[stack.index(view)] = fresh
        return fresh

    def publish(self, user: str, team: str, body: Json) -> View:
        """Somebody's App Home."""
        known = self._homes.get(user)
        view_id = known.id if known else "V" + secrets.token_hex(5).upper()
        fresh = View(id=view_id, user=user, team=team, root=view_id, previous=None, hash=_new_hash(), body=_kept(body))
        self._homes[user] = fresh
        return fresh

    def close(self, view: View) -> None:
        """One modal is gone; the one below it is seen."""
        stack = self._stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)

    def clear(self, user: str) -> None:
        """All of somebody's modals are gone."""
        self._stacks.pop(user, None)


def _kept(body: Json) -> Json:
    return {**body, "blocks": list(with_ids(body["blocks"]))}


def _new_hash() -> str:
    return secrets.token_hex(8)
