"""A plain model of a ticket, written from CONTRACTS.md and DESIGN.md only, by somebody who did not write the rules.

It follows the facts in the order in which they were accepted, and says at any moment what must have happened by
then and what must not happen. It imports nothing of the product and shares no code with it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .promises import Promise, Rung

GRACE = timedelta(seconds=60)
ANSWER = timedelta(minutes=5)
WEEK = timedelta(days=7)
SILENT_SHARE = 0.8

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """A journal row: what happened, when, when it was accepted, and what was made of it."""

    number: int
    subject: str
    event_id: str
    kind: str
    at: datetime
    accepted: datetime
    body: Body
    outcome: str


class Broken(Exception):
    """A promise that was not kept, or kept twice. `promise` names which."""

    def __init__(self, promise: str, what: str) -> None:
        super().__init__(f"{promise}: {what}")
        self.promise = promise


@dataclass(slots=True)
class Run:
    """One climb of the ladder: a severity's first start, and what it has fired. Numbered as episodes are."""

    number: int
    start: datetime


@dataclass(slots=True)
class Mark:
    """An emoji of one person on one message."""

    there: bool
    counts: bool
    as_of: str


@dataclass(slots=True)
class Undo:
    """What an emoji did, what it left, and what taking it off in time puts back."""

    key: tuple[str, str, str]
    act: str
    at: datetime
    left: tuple[Any, ...]
    was: dict[str, Any]


@dataclass(slots=True)
class TicketModel:
    """A ticket as the documents have it."""

    id: str
    promise: Promise
    opened: datetime
    requester: str
    roots: set[str]
    claimed: str | None
    run: Run
    runs: dict[str, Run] = field(default_factory=dict)
    assessed: str | None = None
    status: str = "open"
    taken_by: str | None = None
    taken_at: datetime | None = None
    unmarked: datetime | None = None
    since: datetime | None = None
    paged: datetime | None = None
    raised: datetime | None = None
    marks: dict[tuple[str, str, str], Mark] = field(default_factory=dict)
    answered: datetime | None = None
    first_update: datetime | None = None
    resolved: datetime | None = None
    closed: bool = False
    excluded: bool = False
    lost: bool = False
    critical: datetime | None = None
    calmed: bool = False
    updated: datetime | None = None
    next_update: datetime | None = None
    owed: datetime | None = None
    published: set[str] = field(default_factory=set)
    waived: bool = False
    undo: "Undo | None" = None
    fired: Counter[tuple[str, str, int]] = field(default_factory=Counter)

    # ------------------------------------------------------------ what it is

    @property
    def severity(self) -> str:
        """What clocks run on: the staff's assessment, else the customer's claim, else the contract's assumption."""
        return self.assessed or self.claimed or self.promise.assumed

    @property
    def live(self) -> bool:
        return self.status not in ("resolved", "withdrawn")

    @property
    def taken(self) -> bool:
        return self.taken_at is not None

    def first_response_due(self) -> datetime:
        """From the customer's message, under the present severity."""
        return self.promise.first_response[self.severity].due(self.opened)

    # ------------------------------------------------------------ what must be

    def must(self) -> Iterator[tuple[str, str, int, int, datetime]]:
        """What has to be fired: (rule, step, episode, how often, when)."""
        if self.lost:
            yield from self._reports()
            return
        yield from self._ladder()
        yield from self._first_response()
        yield from self._silence()
        yield from self._critical_question()
        yield from self._assessment()
        yield from self._updates()
        yield from self._reports()
        if self.unmarked is not None and self.live and self.taken:
            yield "unmarked", f"{self.unmarked.timestamp():.6f}", self.run.number, 1, self.unmarked + GRACE
        if self.resolved is not None and not self.closed:
            yield "closing", "close", self.run.number, 1, self.resolved + WEEK

    def rungs(self) -> Iterator[tuple[Rung, datetime]]:
        """The rungs that apply while nobody has it, and when each is due."""
        if not self.live or self.taken or self.excluded or self.lost:
            return
        for rung in self.promise.ladder:
            if self.severity in rung.severities:
                due = self.run.start + rung.after
            elif rung.explicit and self.paged is not None:
                due = self.paged + rung.after
            else:
                continue
            yield rung, max(due, self.since or due)

    def _ladder(self) -> Iterator[tuple[str, str, int, int, datetime]]:
        for rung, due in self.rungs():
            yield "escalation", rung.name, self.run.number, 1, due

    def _first_response(self) -> Iterator[tuple[str, str, int, int, datetime]]:
        due = self.first_response_due()
        if not self.live or self.answered or self.excluded or self._raised_late(due):
            return
        if not any(f[:2] == ("first_response", f"breach:{self.severity}") for f in self.fired):
            yield "first_response", f"breach:{self.severity}", self.run.number, 1, due

    def _raised_late(self, due: datetime) -> bool:
        """Past already when the severity rose: shown as such, no breach."""
        return self.raised is not None and due <= self.raised

    def _silence(self) -> Iterator[tuple[str, str, int, int, datetime]]:
        """Taken and not answered: open again at four fifths of the first response."""
        due = self.first_response_due()
        if not self.live or self.taken_at is None or self.answered or self.excluded or self._raised_late(due):
            return
        start = self.taken_at if self.taken_at >= due else self.opened
        back = self.promise.first_response[self.severity].due(start, SILENT_SHARE)
        yield "silent_ack", "return", self.run.number, 1, back if back > self.taken_at else due

    def _critical_question(self) -> Iterator[tuple[str, str, int, int, datetime]]:
        asked = self.critical is not None and not self.calmed and not self.claimed and not self.assessed
        if asked and self.critical and self.live and not self.excluded and not self.taken and self.answered is None:
            yield "critical_question", "page", self.run.number, 1, self.critical + ANSWER

    def _assessment(self) -> Iterator[tuple[str, str, int, int, datetime]]:
        if self.promise.assess is None or self.assessed or not self.live or self.excluded:
            return
        first, again, hours = self.promise.assess
        due, times = first.due(self.run.start), 1
        already = self.fired["needs_severity", "remind", self.run.number]
        while times <= already:
            due, times = hours.add(due, again), times + 1
        yield "needs_severity", "remind", self.run.number, times, due

    def _updates(self) -> Iterator[tuple[str, str, int, int, datetime]]:
        if not self.live or self.excluded:
            return
        if self.promise.first_update and self.first_update is None:
            due = self.promise.first_update[self.severity].due(self.opened)
            step = f"breach:{self.severity}"
            if not self._raised_late(due) and not any(f[:2] == ("first_update", step) for f in self.fired):
                yield "first_update", step, self.run.number, 1, due
        if self.promise.first_update and self.next_update is not None and self.updated is not None:
            step = f"breach:{self.severity}@{int(self.updated.timestamp())}"
            if not any(f[:2] == ("next_update", step) for f in self.fired):
                yield "next_update", step, self.run.number, 1, self.next_update

    def _reports(self) -> Iterator[tuple[str, str, int, int, datetime]]:
        """At the due time, and every business day after it, until it is published everywhere or waived."""
        report = self.promise.report
        if report is None or self.owed is None or self.waived or report.places <= self.published:
            return
        run = f"{report.rule}:{int(self.owed.timestamp())}"
        due = report.within.due(self.owed)
        yield "incident_report", f"due:{run}", self.run.number, 1, due
        times = self.fired["incident_report", f"overdue:{run}", self.run.number] + 1
        assert report.within.hours is not None
        nag = report.within.hours.business_days(due, times)
        yield "incident_report", f"overdue:{run}", self.run.number, times, nag

    def overdue(self, now: datetime) -> list[str]:
        """What should have been fired by `now` and was not."""
        return [
            f"{self.id}: {rule} {step} (episode {episode}, time {times}) was due {due:%a %d %H:%M:%S.%f}"
            for rule, step, episode, times, due in self.must()
            if due <= now and self.fired[rule, step, episode] < times
        ]

    # ------------------------------------------------------------ what happens

    def follow(self, fact: Fact) -> None:
        """The ticket after a fact. Broken when the fact is something that must not have been."""
        body = fact.body
        match fact.kind:
            case "CustomerReplied" | "RootJoined" | "DetailsAdded":
                self._customer_wrote(fact, body["writing"])
            case "StaffReplied":
                self._answer(fact, body["writing"].get("next_update"))
            case "MessageEdited":
                claim = body["writing"].get("claim")
                if body["writing"]["ts"] in self.roots and claim and claim != self.claimed:
                    self._claim(claim, fact.at, self._standing(body["actor"]))
            case "MessageDeleted":
                self._deleted(body["ts"])
            case "Reacted":
                self._reacted(fact)
            case "Acted" if fact.outcome == "refused" and body.get("seen"):
                return  # pressed on a card that shows what is so no more
            case "Acted":
                self._act(body["act"], body.get("value", ""), body.get("reason", ""), fact, body["actor"])
            case "TimerFired":
                self._timer(fact)
            case "ChannelLost":
                self.lost = self.lost or body.get("closed", True)
            case "ChannelRestored":
                self.lost = False
        self._owe()

    def _standing(self, actor: Body) -> str:
        if actor["side"] == "customer":
            return "requester" if actor["user"] == self.requester else "customer"
        roles = set(actor.get("roles", ()))
        if actor["side"] == "system" or roles & {"support", "oncall"}:
            return "support"
        return "ladder" if roles & {"tam", "vp"} else "staff"

    def _customer_wrote(self, fact: Fact, writing: Body) -> None:
        if fact.kind == "RootJoined":
            self.roots.add(writing["ts"])
        if writing.get("chatter") is not None:
            return
        if self.status == "resolved":
            self._reopen(fact.at)
        elif self.status == "pending":
            self._resume()
        if writing.get("claim"):
            self._claim(writing["claim"], fact.at, self._standing(fact.body["actor"]))
        critical = writing.get("critical")
        open_question = self.live and not (
            self.claimed or self.assessed or self.taken or self.answered or self.excluded
        )
        if critical and self.critical is None and open_question:
            self.critical = fact.at

    def _answer(self, fact: Fact, next_update: str | None) -> None:
        """A public reply of staff: the first response, and whoever wrote it has the ticket."""
        if self.live:
            self._take(fact)
        self.answered = min(self.answered or fact.at, fact.at)
        if next_update is not None:
            self.first_update = min(self.first_update or fact.at, fact.at)
            if self.updated is None or fact.at >= self.updated:
                self.updated, self.next_update = fact.at, datetime.fromisoformat(next_update)

    def _take(self, fact: Fact) -> None:
        self.unmarked = None
        if not self.live or self.taken:
            return
        if self.status == "open":
            self.status = "acknowledged"
        self.taken_at, self.taken_by = fact.at, fact.body["actor"]["user"]

    def _let_go(self, at: datetime) -> None:
        """Nobody has it any more: the same climb goes on."""
        if self.status in ("acknowledged", "pending"):
            self.status = "open"
        self.taken_at = self.taken_by = self.unmarked = None
        self.since = at
        for mark in self.marks.values():
            mark.counts = False

    def _anew(self, at: datetime) -> None:
        """A new climb from the first rung."""
        self._let_go(at)
        number = max([self.run.number, *(run.number for run in self.runs.values())]) + 1
        self.run, self.runs = Run(number, at), {}
        self.paged = at if self.paged else None

    def _reopen(self, at: datetime) -> None:
        self.status, self.resolved, self.closed = "open", None, False
        self._anew(at)

    def _resume(self) -> None:
        self.status = "acknowledged" if self.taken else "open"

    def _judged(self, before: str, at: datetime) -> None:
        """The severity may have changed: a new one starts its own climb, one that returns keeps its first start."""
        after = self.severity
        if after == before:
            return
        self.runs.setdefault(before, self.run)
        known = self.runs.get(after)
        if known is None:
            known = self.runs[after] = Run(max(run.number for run in self.runs.values()) + 1, at)
        self.run, self.since = known, at
        if self._rank(after) < self._rank(before):
            self.raised = at

    def _rank(self, severity: str) -> int:
        return self.promise.severities.index(severity)

    def _claim(self, severity: str, at: datetime, standing: str) -> None:
        """A customer's claim: a raise pages anew, whoever has it, and over an assessment too. Staff claim nothing."""
        if standing not in ("requester", "customer") or (not self.live and self.status != "resolved"):
            return
        before = self.severity
        raised = self._rank(severity) < self._rank(before)
        if not raised and self.claimed == severity:
            return
        self.claimed = severity
        self.calmed = True
        if not raised:
            self._judged(before, at)
            return
        self.assessed = None
        if self.status == "resolved":
            self._reopen(at)
        elif self.taken:
            self._let_go(at)
        self._judged(before, at)

    def _assess(self, severity: str, reason: str, fact: Fact) -> None:
        before = self.severity
        lowered, raised = self._rank(severity) > self._rank(before), self._rank(severity) < self._rank(before)
        if lowered and before in self.promise.paging and not self.taken and self.live and not reason:
            return
        if not self.live and self.status != "resolved":
            return
        self.assessed = severity
        self._judged(before, fact.at)
        if raised:
            self._take(fact)

    def _deleted(self, ts: str) -> None:
        if ts not in self.roots:
            return
        if self.roots - {ts}:
            self.roots.discard(ts)
        elif self.answered is None and self.live:
            self.status = "withdrawn"

    def _reacted(self, fact: Fact) -> None:
        body = fact.body
        actor, emoji, added = body["actor"], body["emoji"], body["added"]
        key = (actor["user"], emoji, body["ts"])
        known = self.marks.get(key)
        if known is not None and (known.there == added or _later(known.as_of, body["event_ts"])):
            return
        act, value = self._meant(emoji, actor["side"])
        standing = self._standing(actor)
        if not act or (act == "severity" and actor["side"] == "customer" and standing != "requester"):
            return
        counts = (act == "acknowledge" and standing == "support" and added) or (known is not None and known.counts)
        mark = self.marks[key] = Mark(added, counts, body["event_ts"])
        if added:
            if not (act == "resolve" and body["place"] == "reply"):
                before, was = self._standing_now(), self._put_back()
                self._act(act, "channel" if act == "publish" else value, "", fact, actor)
                if act in ("resolve", "pend", "severity") and self._standing_now() != before:
                    self.undo = Undo(key, act, fact.at, self._standing_now(), was)
        elif self.undo is not None and self.undo.key == key and self._undone(fact):
            return
        elif act == "pend" and standing == "support":
            if self.status == "pending":
                self._resume()
        elif mark.counts and self.taken and not any(m.there and m.counts for m in self.marks.values()):
            gave_up = any(m.counts and user == self.taken_by for (user, _, _), m in self.marks.items())
            if gave_up and self.answered is None:
                self.unmarked = fact.at

    def _standing_now(self) -> tuple[Any, ...]:
        """What must not have changed since an emoji for its taking off to undo it."""
        return (self.status, self.taken_at, self.severity, self.claimed, self.excluded, self.lost, self.run.number)

    def _put_back(self) -> dict[str, Any]:
        kept = ("status", "taken_at", "taken_by", "claimed", "assessed", "next_update", "resolved")
        return {name: getattr(self, name) for name in kept}

    def _undone(self, fact: Fact) -> bool:
        """An emoji taken off within a minute leaves what was before; whether this was one."""
        undo, self.undo = self.undo, None
        if undo is None or fact.at > undo.at + GRACE or self._standing_now() != undo.left:
            return undo is not None and undo.act != "pend"
        was, before = undo.was, self.severity
        if undo.act == "pend":
            self._resume()
            if was["taken_at"] is None:
                self._let_go(fact.at)
            return True
        if undo.act == "resolve":
            if was["taken_at"] is None and self._was_paging():
                self._reopen(fact.at)
                return True
            self.status, self.resolved, self.next_update = was["status"], None, was["next_update"]
            return True
        self.claimed, self.assessed = was["claimed"], was["assessed"]
        self._judged(before, fact.at)
        self.status, self.resolved = was["status"], was["resolved"]
        self.taken_at, self.taken_by = was["taken_at"], was["taken_by"]
        return True

    def _was_paging(self) -> bool:
        """Whether a page of this climb went out: it is over, so the climb begins anew."""
        rules = {rule for rule, _, number in self.fired if number == self.run.number}
        return bool(rules & {"escalation", "critical_question"})

    def _meant(self, emoji: str, side: str) -> tuple[str, str]:
        """What an emoji asks for; 🚨 is a claim of the customer's and a page of the staff's."""
        if emoji == "rotating_light":
            return ("severity", self.promise.siren) if side == "customer" else ("page", "")
        acts = {"eyes": "acknowledge", "white_check_mark": "resolve", "double_vertical_bar": "pend"}
        return acts.get(emoji, ""), ""

    def _act(self, act: str, value: str, reason: str, fact: Fact, actor: Body) -> None:
        standing = self._standing(actor)
        customer, staff = standing in ("requester", "customer"), standing not in ("requester", "customer")
        match act:
            case "acknowledge" if standing == "support":
                self._take(fact)
            case "own" if standing in ("support", "ladder"):
                self._take(fact)
            case "answers" if staff:
                self._answer(fact, None)
            case "resolve" if standing == "support" and self.severity not in self.promise.paging:
                self._resolve(fact)
            case "confirm_resolve" if standing == "support":
                self._resolve(fact)
            case "solved" if customer or standing == "support":
                self._resolve(fact)
            case "reopen" if self.status == "resolved":
                self._reopen(fact.at)
            case "pend" if standing == "support" and self.status in ("open", "acknowledged"):
                self._take(fact)
                self.status = "pending"
            case "resume" if standing == "support" and self.status == "pending":
                self._resume()
            case "severity" | "critical":
                self._name_severity(act, value, reason, fact, standing)
            case "page" if standing != "customer" and self.live and (self.paged is None or self.taken):
                if self.taken:
                    self._anew(fact.at)
                self.paged = fact.at
                self.calmed = True
            case "not_critical" if customer or standing in ("support", "ladder"):
                self.calmed = True
            case "exclude" if standing in ("support", "ladder") and fact.outcome == "decided":
                self.excluded = True
            case "publish" if staff and self.promise.report is not None and self.owed is not None:
                rule, _, place = value.rpartition(":")
                if rule in ("", self.promise.report.rule) and place in self.promise.report.places:
                    self.published.add(place)
            case "waive" if standing in ("support", "ladder") and self.owed is not None and reason.strip():
                self.waived = True

    def _name_severity(self, act: str, value: str, reason: str, fact: Fact, standing: str) -> None:
        severity = self.promise.severities[0] if act == "critical" else value
        if severity not in self.promise.severities:
            return
        if standing in ("requester", "customer"):
            self._claim(severity, fact.at, standing)
        elif standing in ("support", "ladder"):
            self._assess(severity, reason, fact)

    def _resolve(self, fact: Fact) -> None:
        if self.live:
            self.status, self.resolved, self.next_update = "resolved", fact.at, None

    def _owe(self) -> None:
        """A report is owed from the resolution of what was claimed or assessed as severe; reopening takes it back."""
        report, judged = self.promise.report, self.assessed or self.claimed
        wanted = report is not None and judged in report.severities and not self.excluded and self.status == "resolved"
        if wanted and self.owed is None:
            self.owed = self.resolved
        elif not wanted and self.owed is not None and not self.published and not self.waived:
            self.owed = None

    # ------------------------------------------------------------ timers

    def _timer(self, fact: Fact) -> None:
        body = fact.body
        rule, step, episode, times = body["rule"], body["step"], body["episode"], body["occurrence"]
        due = datetime.fromisoformat(body["due"])
        if fact.at < due:
            raise Broken("no timer fires before its instant", f"{fact.event_id} at {fact.at}, due {due}")
        if self.fired[rule, step, episode] >= times:
            raise Broken("no timer fires twice", fact.event_id)
        if rule in _JUDGED and not (rule == "first_response" and not step.startswith("breach")):
            self._expected(fact, rule, step, episode, times, due)
        self.fired[rule, step, episode] = times
        if fact.outcome != "decided":
            return
        if (rule, step) == ("silent_ack", "return"):
            self._anew(fact.at)
        elif rule == "unmarked":
            self._let_go(fact.at)
        elif rule == "closing":
            self.closed = True

    def _expected(self, fact: Fact, rule: str, step: str, episode: int, times: int, due: datetime) -> None:
        """A timer that fired must be one that the documents ask for now, at the instant that they name."""
        wanted = {(r, s, e, t): d for r, s, e, t, d in self.must()}
        mine = wanted.get((rule, step, episode, times))
        if mine is None:
            near = [w for w in wanted if w[0] == rule]
            raise Broken(
                "nothing fires that is not owed", f"{fact.event_id} at {fact.at}; owed: {near}; {self.shown()}"
            )
        if mine != due:
            raise Broken("due times are those of the contract", f"{fact.event_id}: due {due}, the judge says {mine}")

    def shown(self) -> str:
        """The ticket on one line, for a trace."""
        return (
            f"{self.id} {self.severity} {self.status} taken {self.taken_at} answered {self.answered} "
            f"run {self.run.number} from {self.run.start} since {self.since} paged {self.paged}"
        )


_JUDGED = frozenset({"escalation", "first_response", "critical_question", "unmarked", "needs_severity", "closing"})


def opened(fact: Fact, promise: Promise) -> TicketModel:
    """The ticket that a customer's message opens."""
    body = fact.body
    writing = body["writing"]
    claim = writing.get("claim")
    return TicketModel(
        id=fact.subject,
        promise=promise,
        opened=fact.at,
        requester=body["actor"]["user"],
        roots={writing["ts"]},
        claimed=claim,
        run=Run(1, fact.at),
        critical=fact.at if writing.get("critical") and not claim else None,
    )


def _later(a: str, b: str) -> bool:
    """Whether one Slack timestamp is not before another."""
    return tuple(map(int, a.split("."))) >= tuple(map(int, b.split(".")))
