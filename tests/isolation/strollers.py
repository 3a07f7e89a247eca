"""What people may do at any moment: each a step that chooses by the seed who does what, where, and writes canaries."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from random import Random
from typing import Any

from canaries import INTERNAL, Canaries, whose_channel
from harness import Stage
from town_of_two import CHANNELS, CUSTOMERS, FALLBACK, GUEST, OUTSIDE, STAFF, TRIAGE, customer_of, user_id

from ackline.sandbox import inputs
from ackline.sandbox.wire import Json, Refused

EVERYBODY = (*OUTSIDE, *STAFF)

_OPENINGS = (
    "P1: production is down", "Sev 1: nothing works, we lose data", "S1: total outage", "P2: the import is slow",
    "Sev 3: a question about modules", "S3: how do I export", "how do I invite somebody?", "P3: typo in the docs",
    "thanks, all good now", "Could you call us? It is urgent", "https://example.com/q?a=1&b=<c>", "is this resolved?",
)  # fmt: skip
_EMOJI = (
    "eyes", "white_check_mark", "rotating_light", "ticket", "page_facing_up", "hourglass_flowing_sand", "sos", "x",
    "arrows_counterclockwise", "raised_hand", "double_vertical_bar", "heart",
)  # fmt: skip
_COMMANDS = (
    "", "help", "list", "list {c}", "search {w}", "search #{n}", "search {c}", "why {n}", "due {c} P1", "due {c} S2",
    "on-duty", "on-duty {c}", "gaps 2", "override list", "override engineers @ben 2026-11-21 10:00-12:00",
    "swap engineers @ben", "pause 1h {c} {i}", "pause 30m {i}", "unpause {c}", "unpause", "test-page", "bind",
    "bind #{ch}", "checklist", "checklist {c}", "shadow {c}", "live {c}", "live {c}", "unbind #nowhere", "{i}", "{w}",
)  # fmt: skip
_PUBLIC_FIELDS = frozenset({"now", "doing", "affected", "summary", "review"})


class Stroller:
    """Everybody in turn."""

    def __init__(self, on: Stage, rng: Random, canaries: Canaries) -> None:
        self.on = on
        self.rng = rng
        self.canaries = canaries
        self._slack = on.slack
        self._mine: list[tuple[str, str, str]] = []
        self._words: list[str] = ["zz"]

    # ------------------------------------------------------------ who, where, what words

    def channel(self) -> str:
        return self.rng.choices(tuple(CHANNELS), (5, 3, 5, 3, 1))[0]

    def there(self, channel: str, among: tuple[str, ...] = EVERYBODY) -> str | None:
        members = self._slack.stage.workspace.world.channel(channel).members
        here = [name for name in among if user_id(name) in members]
        return self.rng.choice(here) if here else None

    def words(self, whose: str, about: str = "") -> str:
        """Something to write, with a canary in it."""
        canary = self.canaries.of(whose)
        self._words.append(canary)
        return f"{about or self.rng.choice(_OPENINGS)} {canary}"

    async def roots(self, channel: str) -> list[Json]:
        return [m for m in await self._slack.messages(channel, deleted=False, limit=8) if not m["deleted"]]

    async def some_message(self, channel: str) -> Json | None:
        found = [m for root in await self.roots(channel) for m in (root, *root["replies"])]
        return self.rng.choice(found) if found else None

    # ------------------------------------------------------------ talk

    async def write(self) -> None:
        channel = self.channel()
        who = self.there(channel, OUTSIDE if self.rng.random() < 0.8 else EVERYBODY)
        if who is not None:
            text = self.words(CHANNELS[channel])
            self._mine.append((channel, await self._slack.post(channel, who, text), CHANNELS[channel]))

    async def share(self) -> None:
        channel = self.channel()
        if (who := self.there(channel)) is not None:
            name = f"{self.canaries.of(CHANNELS[channel])}.log"
            await self._slack.share_file(channel, who, name, self.words(CHANNELS[channel]))

    async def reply(self) -> None:
        channel = self.channel()
        roots, who = await self.roots(channel), self.there(channel)
        if roots and who is not None:
            broadcast = self.rng.random() < 0.1
            root = self.rng.choice(roots)["ts"]
            ts = await self._slack.post(channel, who, self.words(CHANNELS[channel]), root, broadcast)
            self._mine.append((channel, ts, CHANNELS[channel]))

    async def whisper(self) -> None:
        """Staff among themselves: in the thread of a triage card, or beside it."""
        channel = self.rng.choice((TRIAGE, TRIAGE, TRIAGE, FALLBACK))
        roots = await self.roots(channel)
        root = self.rng.choice(roots)["ts"] if roots and self.rng.random() < 0.8 else None
        self._mine.append(
            (channel, await self._slack.post(channel, self.rng.choice(STAFF), self.words(INTERNAL), root), INTERNAL)
        )

    async def confide(self) -> None:
        """Somebody writes to the bot."""
        who = self.rng.choice(EVERYBODY)
        whose = customer_of(who)
        await self._slack.post("ackline", who, self.words(INTERNAL if whose == "staff" else whose))

    async def edit(self) -> None:
        if self._mine:
            channel, ts, whose = self.rng.choice(self._mine[-20:])
            await self._slack.edit(channel, ts, self.words(whose))

    async def delete(self) -> None:
        if self._mine:
            channel, ts, _ = self._mine.pop(self.rng.randrange(len(self._mine)))
            await self._slack.delete(channel, ts)

    async def mark(self) -> None:
        channel = self.rng.choice((*CHANNELS, TRIAGE))
        message, who = await self.some_message(channel), self.there(channel)
        if message is not None and who is not None:
            put = self._slack.react if self.rng.random() < 0.8 else self._slack.unreact
            await put(channel, message["ts"], who, self.rng.choice(_EMOJI))

    # ------------------------------------------------------------ what the bot shows

    async def press(self) -> None:
        """Somebody presses anything that they see in a channel or were told directly."""
        channel = self.rng.choices((*CHANNELS, TRIAGE, "ackline"), (4, 2, 4, 2, 1, 6, 4))[0]
        if channel == "ackline":
            who: str | None = self.rng.choice(EVERYBODY)
            seen = (await self._slack.dms(str(who)))[-6:]
        else:
            who = self.there(channel)
            seen = [m for root in await self.roots(channel) for m in (root, *root["replies"])]
        able = [(m, found) for m in seen if m.get("bot_id") for found in _pressable(m.get("blocks") or [])]
        if able and who is not None:
            message, (action, block, value) = self.rng.choice(able)
            picked = self.rng.choice(value)
            await self._slack.click(channel, message["ts"], who, action, picked, block_id=block)

    async def fill_in(self) -> None:
        """Somebody goes on with the form that is open on their screen."""
        busy = [name for name in EVERYBODY if self._slack.stage.workspace.views.stack(user_id(name))]
        if not busy:
            return
        who = self.rng.choice(busy)
        view = (await self._slack.views(who))[-1]
        if self.rng.random() < 0.1:
            await self._slack.close_view(who)
            return
        able = _pressable(view["blocks"])
        if able and (not view.get("submit") or self.rng.random() < 0.4):
            action, block, values = self.rng.choice(able)
            await self._slack.click_in_view(who, action, self.rng.choice(values), view_id=view["id"], block_id=block)
        elif view.get("submit"):
            if "bind" in view["callback_id"]:
                await self._slack.close_view(who)
            else:
                await self._slack.submit(who, self._answers(who, view))
        else:
            await self._slack.close_view(who)

    async def home(self) -> None:
        who = self.rng.choice((*STAFF, *STAFF, GUEST))
        view = await self._slack.home(who)
        able = _pressable(view["blocks"]) if view else []
        if view is None or not able or self.rng.random() < 0.3:
            await self._slack.open_home(who)
            return
        action, block, values = self.rng.choice(able)
        await self._slack.click_in_view(who, action, self.rng.choice(values), view_id=view["id"], block_id=block)

    async def command(self) -> None:
        channel = self.rng.choice((*CHANNELS, TRIAGE))
        who = self.there(channel, (*STAFF, GUEST))
        if who is not None:
            await self._slack.command(channel, who, "/ackline", self.order())

    async def shortcut(self) -> None:
        channel = self.rng.choice((*CHANNELS, TRIAGE))
        message, who = await self.some_message(channel), self.there(channel, (*STAFF, GUEST))
        if message is not None and who is not None:
            await self._slack.shortcut(channel, message["ts"], who, self.rng.choice(("act:open", "act:split")))

    async def time_passes(self) -> None:
        """Mostly minutes: of a day in which nobody answers, each page takes as long as a step of people."""
        minutes = self.rng.choices((1, 5, 14, 30, 60, 120, 720, 1440), (4, 4, 4, 4, 3, 2, 1, 1))[0]
        await self._slack.forward(timedelta(minutes=minutes))

    # ------------------------------------------------------------ what is entered

    def order(self) -> str:
        """The words of a command."""
        return self.rng.choice(_COMMANDS).format(
            c=self.rng.choice(CUSTOMERS),
            w=self.rng.choice(self._words),
            i=self.canaries.of(INTERNAL),
            n=self.rng.randint(1, 20),
            ch=self.rng.choice(tuple(CHANNELS)).removeprefix("C0").lower(),
        )

    def _answers(self, who: str, view: Json) -> Json:
        """Something in each field: what the customer reads bears theirs, the rest that staff write is internal."""
        found: Json = {}
        whose = customer_of(who)
        read_by = whose_channel(view["private_metadata"]) or "stranger"
        for block, part in inputs.elements(view["blocks"]):
            name = block["block_id"]
            if block["type"] != "input":
                continue
            if options := inputs.options(part):
                found[name] = self.rng.choice(options)["value"]
            elif part["type"] == "plain_text_input":
                mine = whose if whose != "staff" else read_by if name in _PUBLIC_FIELDS else INTERNAL
                found[name] = self._entered(name, mine)
            elif part["type"] == "url_text_input":
                publishes = "publish" in view["callback_id"]
                mine = whose if whose != "staff" else read_by if publishes else INTERNAL
                found[name] = f"https://example.com/{self.canaries.of(mine)}"
            elif part["type"] == "datetimepicker":
                ahead = timedelta(hours=self.rng.randint(1, 50))
                found[name] = str(int((self._slack.now + ahead).timestamp()))
        return found

    def _entered(self, name: str, whose: str) -> str:
        if name == "into":
            return str(self.rng.randint(1, 20))
        if name == "words":
            return self.rng.choice(self._words)
        return self.words(whose, "because of")


def _pressable(blocks: list[Json]) -> list[tuple[str, str, list[Any]]]:
    """Action id, block id and the values that there are to choose from."""
    found = []
    for block, part in inputs.elements(blocks):
        if block["type"] == "input" and not block.get("dispatch_action"):
            continue
        if part["type"] == "button" and "url" not in part:
            found.append((part["action_id"], block["block_id"], [part.get("value")]))
        elif options := inputs.options(part):
            found.append((part["action_id"], block["block_id"], [one["value"] for one in options]))
    return found


def steps(who: Stroller) -> Mapping[Callable[[], Awaitable[None]], int]:
    """Each step with how often it comes."""
    return {
        who.write: 10,
        who.reply: 8,
        who.share: 1,
        who.whisper: 5,
        who.confide: 2,
        who.edit: 3,
        who.delete: 1,
        who.mark: 10,
        who.press: 22,
        who.fill_in: 20,
        who.home: 8,
        who.command: 6,
        who.shortcut: 3,
        who.time_passes: 4,
    }


REFUSED_BY_SLACK = frozenset(
    {
        "already_reacted", "no_reaction", "message_not_found", "no_open_view", "no_such_action", "no_such_option",
        "external_user", "no_such_input", "not_in_channel", "operation_timeout", "no_input",
    }
)  # fmt: skip
"""What Slack's own client does not let anybody do, or is late with: no step of the bot's at all."""


async def taken(step: Callable[[], Awaitable[None]]) -> bool:
    """Take a step; False when Slack itself does not allow it."""
    try:
        await step()
    except Refused as refused:
        if refused.code not in REFUSED_BY_SLACK:
            raise
        return False
    return True
