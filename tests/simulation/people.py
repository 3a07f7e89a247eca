"""What people do: each act of a plan, done to Slack as it stands; the envelopes and payloads that come of it."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from .slack import Json, Posted, Workspace
from .stage import CUSTOMERS, FALLBACK, ME, STAFF, STAFF_CANARY, TEAM_OF, TRIAGE, VENDOR_PEOPLE, Customer

_CRITICAL = {"acme": "P1", "birch": "P1", "cobalt": "Critical", "dune": "Sev 1", "ember": "Critical"}
_CLAIMS = {
    "acme": ("P2", "P3", "P4"),
    "birch": ("P2", "P1"),
    "cobalt": ("Sev 2", "Sev 3", "Sev 4"),
    "dune": ("Sev 2", "Sev 3", "Sev 4"),
    "ember": ("Major",),
}
_SEVERITIES = {
    "acme": ("P1", "P2", "P3", "P4"),
    "birch": ("P1", "P2"),
    "cobalt": ("critical", "major", "minor", "guidance"),
    "dune": ("sev1", "sev2", "sev3", "sev4"),
    "ember": ("major",),
}
_EXCLUSIONS = {"cobalt": "training", "dune": "preview"}
_CHATTER = "thanks!"
_LIKELY = (4, 4, 4, 1, 2)
_ALL_CHANNELS = {c.channel: c for c in CUSTOMERS}
_FORMS = frozenset({"severity", "exclude", "waive", "publish", "add_details"})
_PRESSED = _FORMS | {
    "acknowledge",
    "own",
    "seen",
    "pend",
    "resume",
    "confirm_resolve",
    "reopen",
    "page",
    "critical",
    "not_critical",
    "answers",
    "request_report",
    "solved",
    "rate",
}
"""The acts that the judge knows; whatever else a card offers is left alone."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What Slack sends of an act: an event, a click or a form. `sure` events come late at worst."""

    body: Json
    form: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A button, or an option of a menu: what it stands for, and the action that Slack makes of pressing it."""

    act: str
    value: str
    action: Json


class People:
    """Everybody, with Slack before them. An act that finds nothing to be done to yields nothing."""

    def __init__(self, workspace: Workspace) -> None:
        self._slack = workspace
        self._views = 0

    def act(self, kind: str, dice: random.Random, now: datetime) -> Iterator[Sent]:
        """Do it, and tell what Slack sends; nothing when there is nothing to be done it to."""
        match kind.split(" ", 1):
            case ["open", what]:
                yield self._open(what, dice, now)
            case ["burst"]:
                yield from self._burst(dice, now)
            case ["storm"]:
                customer = dice.choices(CUSTOMERS, _LIKELY)[0]
                for number in range(dice.randrange(4, 6)):
                    words = f"{_CRITICAL[customer.account]}: region {number} is down for everybody"
                    yield self._write(customer, customer.people[0], words, None, now)
            case ["chatter"]:
                customer = dice.choices(CUSTOMERS, _LIKELY)[0]
                yield Sent(self._slack.say(customer.channel, dice.choice(customer.people), _CHATTER, None, now)[1])
            case ["channel", _]:
                yield Sent(self._slack.move(dice.choice(CUSTOMERS).channel, now), sure=True)
            case ["customer", what]:
                yield from self._customer(what, dice, now)
            case ["support", what]:
                yield from self._support(what, dice, now)
            case ["staff" | "tam" | "vp" as who, what]:
                yield from self._staff(who, what, dice, now)
            case ["somebody", _]:
                yield from self._press_page(dice, now)
            case ["answer", _]:
                yield from self._answer_all(dice, now)
            case _:
                raise ValueError(kind)

    # ------------------------------------------------------------ customers

    def _open(self, what: str, dice: random.Random, now: datetime) -> Sent:
        customer = dice.choices(CUSTOMERS, _LIKELY)[0]
        words = {
            "critical claim": f"{_CRITICAL[customer.account]}: production is down for everybody",
            "claim": f"{dice.choice(_CLAIMS[customer.account])}: the nightly job takes longer than it did",
            "plain": "Could you tell us why the second run was skipped?",
            "that looks critical": "Our production is down and all users are affected!!!",
        }[what]
        return self._write(customer, customer.people[0 if dice.random() < 0.7 else 1], words, None, now)

    def _write(self, customer: Customer, user: str, words: str, thread: str | None, now: datetime) -> Sent:
        return Sent(self._slack.say(customer.channel, user, f"{words} ({customer.canary})", thread, now)[1])

    def _burst(self, dice: random.Random, now: datetime) -> Iterator[Sent]:
        """Somebody writes again at the top, a moment after the first message."""
        tops = [p for p in self._tops() if (now - p.at).total_seconds() < 200]
        if not tops:
            yield self._open("plain", dice, now)
            tops = self._tops()[-1:]
        root = dice.choice(tops)
        yield self._write(_ALL_CHANNELS[root.channel], root.user, "And the log says exit 4.", None, now)

    def _customer(self, what: str, dice: random.Random, now: datetime) -> Iterator[Sent]:
        root = self._root(dice)
        if root is None:
            return
        customer = _ALL_CHANNELS[root.channel]
        somebody = dice.choice(customer.people)
        match what:
            case "replies":
                yield self._write(customer, somebody, "It still fails on our side.", root.ts, now)
            case "says thanks":
                yield Sent(self._slack.say(customer.channel, somebody, "thank you!", root.ts, now)[1])
            case "raises":
                words = f"{_CRITICAL[customer.account]}: now everything is down"
                yield self._write(customer, somebody, words, root.ts, now)
            case "edits in a claim":
                yield Sent(self._slack.edit(root, f"{_CRITICAL[customer.account]}: {root.text}", now))
            case "edits":
                yield Sent(self._slack.edit(root, f"{root.text} Sorry, on staging.", now))
            case "deletes the root":
                yield Sent(self._slack.delete(root, now))
            case "deletes a reply":
                replies = [p for top in self._tops() for p in self._below(top) if p.user not in VENDOR_PEOPLE]
                if replies:
                    yield Sent(self._slack.delete(dice.choice(replies), now))
            case "eyes":
                yield from self._mark(root, somebody, "eyes", now)
            case "siren":
                yield from self._mark(root, somebody, "rotating_light", now)
            case "thumbs up":
                yield from self._mark(root, somebody, "+1", now)
            case "presses":
                yield from self._press(self._bot_in(root.channel), somebody, dice, now)
            case _:
                raise ValueError(what)

    # ------------------------------------------------------------ the vendor's people

    def _support(self, what: str, dice: random.Random, now: datetime) -> Iterator[Sent]:
        root = self._root(dice)
        if root is None:
            return
        who = dice.choice(STAFF["support"])
        match what:
            case "eyes":
                waiting = [p for p in self._tops() if not p.marks.get("eyes")]
                yield from self._mark(waiting[-1] if waiting and dice.random() < 0.7 else root, who, "eyes", now)
            case "eyes on the card":
                cards = [p for p in self._bot_in(TRIAGE) if p.thread is None]
                if cards:
                    yield from self._mark(dice.choice(cards), who, "eyes", now)
            case "takes the eyes off":
                marked = [p for p in self._everything() if set(p.marks.get("eyes", ())) & set(STAFF["support"])]
                if marked:
                    posted = dice.choice(marked)
                    for user in [u for u in posted.marks["eyes"] if u in STAFF["support"]]:
                        yield from self._mark(posted, user, "eyes", now, added=False)
            case "check":
                yield from self._mark(root, who, "white_check_mark", now)
            case "pauses":
                yield from self._mark(root, who, "double_vertical_bar", now)
            case "ends the pause":
                paused = [p for p in self._everything() if p.marks.get("double_vertical_bar")]
                if paused:
                    posted = dice.choice(paused)
                    yield from self._mark(
                        posted, posted.marks["double_vertical_bar"][0], "double_vertical_bar", now, added=False
                    )
            case "presses on the card":
                yield from self._press(self._bot_in(TRIAGE), who, dice, now)
            case "sets the severity" | "excludes" | "publishes" | "waives" | "resolves":
                act = {
                    "resolves": "confirm_resolve",
                    "sets the severity": "severity",
                    "excludes": "exclude",
                    "publishes": "publish",
                    "waives": "waive",
                }
                yield from self._press(self._bot_in(TRIAGE), who, dice, now, only=act[what])
            case _:
                raise ValueError(what)

    def _staff(self, who: str, what: str, dice: random.Random, now: datetime) -> Iterator[Sent]:
        root = self._root(dice)
        if root is None:
            return
        person = dice.choice(STAFF[who])
        if dice.random() < 0.5 and who == "staff":
            person = dice.choice(STAFF["support"])
        match what:
            case "eyes":
                yield from self._mark(root, dice.choice(STAFF[who]), "eyes", now)
            case "siren":
                yield from self._mark(root, person, "rotating_light", now)
            case "replies":
                yield Sent(self._slack.say(root.channel, person, "We are looking into it.", root.ts, now)[1])
            case "gives an update":
                words = f"It is the queue; a fix is on its way. Next update in {dice.choice((30, 60, 240))} minutes."
                yield Sent(self._slack.say(root.channel, person, words, root.ts, now)[1])
            case "writes at the top":
                yield Sent(self._slack.say(root.channel, person, "We have deployed a fix.", None, now)[1])
            case "makes it a ticket":
                passed = [p for c in CUSTOMERS[:4] for p in self._slack.messages.get(c.channel, {}).values()
                          if p.thread is None and p.text == _CHATTER and not p.deleted and not p.marks]  # fmt: skip
                if passed:
                    yield from self._mark(dice.choice(passed), person, "ticket", now)
            case "edits":
                mine = [p for top in self._tops() for p in self._below(top) if p.user in VENDOR_PEOPLE]
                if mine:
                    posted = dice.choice(mine)
                    yield Sent(self._slack.edit(posted, f"{posted.text} (corrected)", now))
            case _:
                raise ValueError(what)

    def _answer_all(self, dice: random.Random, now: datetime) -> Iterator[Sent]:
        """The support team goes through everything that nobody of them wrote below last, and what nobody has."""
        for root in self._tops():
            last = self._below(root)[-1:]
            if not last or last[0].user not in VENDOR_PEOPLE:
                who = dice.choice(STAFF["support"])
                yield Sent(self._slack.say(root.channel, who, "Thank you, we are on it.", root.ts, now)[1])
        for card in self._bot_in(TRIAGE):
            for button in (b for b in buttons(card) if b.act == "acknowledge" and not card.deleted):
                user = dice.choice(STAFF["support"])
                yield clicked(self._slack, card, button, {"id": user, "team_id": TEAM_OF[user]}, now)

    # ------------------------------------------------------------ buttons

    def _press_page(self, dice: random.Random, now: datetime) -> Iterator[Sent]:
        pages = [p for name in self._slack.messages if name.startswith("DU0") for p in self._bot_in(name)]
        pages += self._bot_in(FALLBACK)
        found = [p for p in pages if any(buttons(p))][-8:]
        if found:
            page = dice.choice(found)
            who = page.channel[1:] if page.channel != FALLBACK else dice.choice(STAFF["support"])
            yield from self._press([page], who, dice, now)

    def _press(
        self, shown: list[Posted], user: str, dice: random.Random, now: datetime, only: str = ""
    ) -> Iterator[Sent]:
        found = [
            (posted, button)
            for posted in shown
            if not posted.deleted
            for button in buttons(posted)
            if only in ("", button.act)
        ][-40:]
        if not found:
            return
        posted, button = dice.choice(found)
        who: Json = {"id": user, "team_id": TEAM_OF[user]}
        if button.act in _FORMS:
            yield self._form(button, who, dice)
            return
        yield clicked(self._slack, posted, button, who, now)

    def _form(self, button: Button, who: Json, dice: random.Random) -> Sent:
        self._views += 1
        act, value = button.act, button.value
        account = next((c.account for c in CUSTOMERS if f":{c.channel}:" in value), "acme")
        answers = {"reason": f"talked it over ({STAFF_CANARY})"}
        if act == "severity":
            answers["severity"] = dice.choice(_SEVERITIES[account])
        if act == "exclude":
            answers["code"] = _EXCLUSIONS.get(account, "none")
        if act == "publish":
            answers["place"] = value.partition("|")[2]
        if act == "add_details":
            answers = {"extent": "all of the nightly jobs", "impact": f"reports are missing ({account})"}
        if act == "severity" and dice.random() < 0.3:
            del answers["reason"]
        return submitted(f"{self._views}", button, who, answers)

    # ------------------------------------------------------------ what is there

    def _mark(self, posted: Posted, user: str, emoji: str, now: datetime, *, added: bool = True) -> Iterator[Sent]:
        body = self._slack.mark(posted, user, emoji, added=added, now=now)
        if body is not None:
            yield Sent(body)

    def _tops(self) -> list[Posted]:
        """What customers asked at the top of their channels, and did not take back."""
        return sorted(
            (p for c in CUSTOMERS for p in self._slack.messages.get(c.channel, {}).values()
             if p.thread is None and p.user in c.people and not p.deleted and p.text != _CHATTER),
            key=lambda p: p.ts,
        )  # fmt: skip

    def _root(self, dice: random.Random) -> Posted | None:
        """A request, the newer the likelier."""
        tops = self._tops()
        return dice.choice(tops[-4:] if dice.random() < 0.7 else tops) if tops else None

    def _below(self, root: Posted) -> list[Posted]:
        found = self._slack.messages[root.channel].values()
        return [p for p in found if p.thread == root.ts and not p.deleted and p.user != ME.user]

    def _bot_in(self, channel: str) -> list[Posted]:
        return [p for p in self._slack.messages.get(channel, {}).values() if p.user == ME.user]

    def _everything(self) -> list[Posted]:
        return [p for found in self._slack.messages.values() for p in found.values() if not p.deleted]


def clicked(slack: Workspace, posted: Posted, button: Button, who: Json, now: datetime) -> Sent:
    """What Slack sends of a button pressed, or of an option chosen in a menu."""
    channel = slack.present(posted.channel)
    place: Json = {"channel": {"id": channel}, "message": {"ts": posted.ts}}
    place["container"] = {"channel_id": channel, "message_ts": posted.ts}
    action = {**button.action, "action_ts": slack.stamp(now)}
    return Sent({"type": "block_actions", "user": who, **place, "actions": [action]})


def submitted(name: str, button: Button, who: Json, answers: Mapping[str, str]) -> Sent:
    """What Slack sends of the form that a button opened, once it is filled in."""
    state = {field: {"answer": {"value": answer}} for field, answer in answers.items()}
    view = {"id": f"V{name}", "callback_id": f"act:{button.act}", "private_metadata": button.value}
    return Sent({"type": "view_submission", "user": who, "view": {**view, "state": {"values": state}}}, form=True)


def buttons(posted: Posted) -> Iterator[Button]:
    """The buttons of a message and the options of its menus that stand for an act."""
    for element in (e for block in posted.blocks if block["type"] == "actions" for e in block["elements"]):
        name = {"type": element["type"], "action_id": element["action_id"]}
        if element["type"] == "button":
            found = [(element["action_id"], element["value"], {**name, "value": element["value"]})]
        else:
            values = [option["value"] for option in element["options"]]
            found = [(*value.split("|", 1), {**name, "selected_option": {"value": value}}) for value in values]
        for called, value, action in found:
            act = called.removeprefix("act:").partition(":")[0]
            if act in _PRESSED:
                yield Button(act, value, action)
