"""Requests, signed as Slack's, that name what their sender may not: tickets of others, staff's orders and views.

A forged request may be refused in words; it never changes anything of another account, and the onlooker holds what it
shows against whoever sent it.
"""

import sqlite3
from contextlib import closing

from strollers import Stroller, taken
from town_of_two import CHANNELS, OUTSIDE, customer_of, user_id

from ackline.adapters.slack.forms import FORMS
from ackline.domain.authority import Act
from ackline.sandbox.wire import Json
from ackline.services.incoming.ordering import ORDERS

_VIEWS = ("mine", "home", "search", "find", "bind", "bind_form", "checklist", "after:bind", "nothing")
_FIELDS = (
    "severity", "reason", "code", "place", "link", "extent", "impact", "comment", "now", "summary", "person", "moment",
    "note", "into", "words", "next",
)  # fmt: skip

Kept = list[tuple[str, str, str]]


class Forged(AssertionError):
    """A forged request changed something of another account."""


class Forger:
    """Everybody outside, trying."""

    def __init__(self, stroller: Stroller) -> None:
        self._on = stroller.on
        self._stage = stroller.on.slack.stage
        self._rng = stroller.rng
        self._stroller = stroller
        self.tried = 0

    async def forge(self) -> None:
        """One forged request; then what is kept of others is as it was. Raises Forged."""
        who = self._rng.choice(OUTSIDE)
        theirs = self._of_others(customer_of(who))
        before = self._kept(theirs)
        sends = self._rng.choice(
            (self._press, self._press, self._press, self._form, self._form, self._order, self._pick)
        )
        self.tried += 1
        if await taken(lambda: sends(who)):
            await self._on.slack.settle()
        after = self._kept(theirs)
        if before != after:
            changed = [one for one in after if one not in before]
            raise Forged(f"{who} changed {changed}, by {self._stage.witness.seen[-1].payload}")

    def _target(self, who: str) -> str:
        """What a value names: mostly a ticket of others, or a page, a message, an account of theirs."""
        whose = customer_of(who)
        with closing(self._database()) as database:
            found = [name for (name,) in database.execute("SELECT id FROM subjects ORDER BY id")]
        foreign = [name for name in found if whose.upper() not in name and whose not in name]
        channel = self._rng.choice([c for c, of in CHANNELS.items() if of != whose])
        account = CHANNELS[channel]
        made = [f"account:{account}|{channel}/1.1/1.1", account, f"ticket:{channel}:1.1", channel, "", f"<#{channel}>"]
        return self._rng.choice(foreign if foreign and self._rng.random() < 0.75 else made)

    async def _press(self, who: str) -> None:
        act = self._rng.choice([f"act:{act.value}" for act in Act] + [f"see:{v}" for v in _VIEWS] + _orders())
        value = self._target(who)
        action: Json = {"type": "button", "action_id": f"{act}:0", "value": value}
        if self._rng.random() < 0.2:
            action = {
                "type": "overflow",
                "action_id": "act:menu:0",
                "selected_option": {"text": {"type": "plain_text", "text": "…"}, "value": f"{act}:|{value}"},
            }
        stamp = self._stage.clock.stamp()
        body = self._framed("block_actions", who) | {
            "actions": [action | {"block_id": "b", "action_ts": stamp}],
            **self._place(who, stamp),
        }
        await self._stage.witness.interaction(body)

    async def _form(self, who: str) -> None:
        names = [f"act:{act.value}" for act in (*FORMS, *Act)] + [f"see:{view}" for view in _VIEWS] + _orders()
        filled = self._rng.sample(_FIELDS, 6)
        values = {
            name: {
                "answer": {"type": "plain_text_input", "value": self._stroller.words(customer_of(who), "because of")}
            }
            for name in filled
        }
        view = {
            "id": f"V{self._stage.clock.stamp()}",
            "type": "modal",
            "callback_id": self._rng.choice(names),
            "private_metadata": self._target(who),
            "blocks": [{"type": "input", "block_id": name, "element": {}, "label": {}} for name in filled],
            "state": {"values": values},
        }
        await self._stage.witness.interaction(self._framed("view_submission", who) | {"view": view})

    async def _order(self, who: str) -> None:
        channel = self._own_channel(who)
        await self._stage.witness.command(
            {
                "command": "/ackline",
                "text": self._stroller.order(),
                "user_id": user_id(who),
                "team_id": "T0HARBOUR",
                "channel_id": channel,
                "trigger_id": self._stage.workspace.triggers.new_trigger(user_id(who)),
                "response_url": f"{self._on.slack.origin}/response/none",
            }
        )

    async def _pick(self, who: str) -> None:
        """The menu of a message in another customer's channel."""
        channel = self._rng.choice([c for c, of in CHANNELS.items() if of != customer_of(who)])
        message = await self._stroller.some_message(channel)
        ts = message["ts"] if message else "1.1"
        body = self._framed("message_action", who) | {
            "callback_id": self._rng.choice(("act:open", "act:split", "act:note", "see:search", "order:bind")),
            "channel": {"id": channel},
            "message": {"ts": ts, "thread_ts": ts, "text": ""},
            "message_ts": ts,
            "action_ts": self._stage.clock.stamp(),
            "response_url": f"{self._on.slack.origin}/response/none",
        }
        await self._stage.witness.interaction(body)

    def _framed(self, kind: str, who: str) -> Json:
        team = self._stage.workspace.world.user(who).team
        return {
            "type": kind,
            "user": {"id": user_id(who), "team_id": team},
            "team": {"id": "T0HARBOUR"},
            "trigger_id": self._stage.workspace.triggers.new_trigger(user_id(who)),
            "response_url": f"{self._on.slack.origin}/response/none",
        }

    def _place(self, who: str, stamp: str) -> Json:
        """Where it was pressed: in a channel of their own, in their Home or modal, or in a direct message."""
        where = self._rng.choice(("channel", "channel", "home", "modal", "direct"))
        if where in ("home", "modal"):
            view = {"id": "V0FORGED", "type": where, "callback_id": "", "private_metadata": self._target(who)}
            return {"container": {"type": "view", "view_id": "V0FORGED"}, "view": view}
        channel = self._own_channel(who) if where == "channel" else self._direct(who)
        return {
            "channel": {"id": channel},
            "container": {"type": "message", "message_ts": stamp, "channel_id": channel},
        }

    def _own_channel(self, who: str) -> str:
        return self._rng.choice([channel.id for channel in self._places(who) if not channel.is_im])

    def _direct(self, who: str) -> str:
        return next((channel.id for channel in self._places(who) if channel.is_im), "D0NOWHERE")

    def _places(self, who: str):
        return self._stage.workspace.world.channels_of(user_id(who))

    # ------------------------------------------------------------ what is kept of others

    def _of_others(self, whose: str) -> tuple[str, ...]:
        return tuple(other for other in ("quokka", "narwhal") if other != whose)

    def _kept(self, accounts: tuple[str, ...]) -> Kept:
        """The state of everything of some accounts; not of one of which nothing but refusals is known."""
        query = """
            SELECT id, state, generation FROM subjects
            WHERE EXISTS (SELECT 1 FROM journal WHERE subject = subjects.id AND outcome = 'decided') ORDER BY id
        """
        with closing(self._database()) as database:
            rows = database.execute(query).fetchall()
        return [row for row in rows if any(one in row[0] or one.upper() in row[0] for one in accounts)]

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self._on.folder / 'story.db'}?mode=ro", uri=True)


def _orders() -> list[str]:
    return [f"order:{name}" for name in ORDERS]
