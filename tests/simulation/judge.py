"""The judge: what must be true of a run, whatever went wrong in it. Each check raises Broken with its promise."""

import json
from collections import Counter, defaultdict
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import msgspec

from ackline.domain.contract import TargetKind
from ackline.domain.kinds import kind_of
from ackline.domain.tickets.clocks import clock
from ackline.domain.tickets.ticket import Ticket

from .model import Broken, Fact, TicketModel, opened
from .promises import Promise, promise_to
from .record import Record
from .slack import Posted
from .stage import CUSTOMERS, FALLBACK, ME, STAFF_CANARY, TRIAGE, configurations

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LEASE = timedelta(seconds=60)
_SOON = timedelta(seconds=60)


def judge(record: Record) -> None:
    """Every check, the plainest first. Broken when one fails."""
    _nothing_failed(record)
    facts = _facts(record)
    _comes_to_rest(record)
    _chains_hold(record)
    _what_was_accepted_was_decided(record, facts)
    _requests_became_tickets(record, facts)
    _looks_are_no_news(facts)
    models = _timers(record, facts)
    _wakes_are_true(record, models)
    _pages_went_out(record, facts)
    _nothing_after_an_acknowledgement(record, facts)
    _gathered_pages_say_how_they_stand(record, facts)
    _dead_pages_are_made_good(record, facts)
    _nothing_is_said_twice(record)
    _one_card_a_ticket(record)
    _nothing_crosses(record)


# ---------------------------------------------------------------- what is there at the end


def _nothing_failed(record: Record) -> None:
    if record.faults_of_ours:
        raise Broken("no uncaught error", record.faults_of_ours[0])


def _comes_to_rest(record: Record) -> None:
    rows = record.database.rows("select key, lane, attempts, why from inbox where finished_at is null")
    if rows:
        raise Broken("every accepted event is worked", f"{len(rows)} left: {rows[:3]}")
    rows = record.database.rows("select key, why from inbox where state = 'aside'")
    if rows:
        raise Broken("no valid event is set aside", str(rows[:3]))
    rows = record.database.rows("select key, state, attempt, why from outbox where finished_at is null")
    if rows:
        raise Broken("every outbox row ends", f"{len(rows)} left: {rows[:3]}")
    if not record.rests or record.ended - record.rests[-1].now > timedelta(days=3):
        raise Broken("the engine comes to rest", f"last at {record.rests[-1:]}, ended {record.ended}")


def _chains_hold(record: Record) -> None:
    subjects = [row[0] for row in record.database.rows("select distinct subject from journal order by subject")]
    work = record.database.work()
    for subject in subjects:
        wrong = _now(work.journal.verify(subject))
        if wrong is not None:
            raise Broken("the chains verify", f"{subject}: {wrong}")
    twice = record.database.rows("select event_id from journal group by event_id having count(*) > 1")
    if twice:
        raise Broken("a fact is journalled once", str(twice))
    told = Counter(e for row in record.database.rows("select effects from journal") for e in json.loads(row[0]))
    for effect, pattern in (
        ("Tell PageRequested", "tell/page:%/requested"),
        ("Tell PageStopped", "tell/page:%/stopped/%"),
    ):
        rows = record.database.rows("select count(*) from inbox where key like ?", (pattern,))[0][0]
        if rows != told[effect]:
            raise Broken("a decision and its effects are one", f"{told[effect]} × {effect}, {rows} rows in the inbox")


def _what_was_accepted_was_decided(record: Record, facts: list[Fact]) -> None:
    known = {row[0] for row in record.database.rows("select key from inbox")}
    forms = {key for key in record.accepted if key.startswith("f:")}
    lost = record.accepted - known - forms
    if lost:
        raise Broken("200 means that it is on disk", str(sorted(lost)[:3]))
    decided = {fact.event_id for fact in facts}
    undecided = {key for key in forms if key not in decided and not key.startswith("f:U0INES")}
    if undecided:
        raise Broken("a form that was answered was decided", str(sorted(undecided)[:3]))


def _looks_are_no_news(facts: list[Fact]) -> None:
    """A mark that is there when Slack is looked at is a fact once, however often it is looked at.

    A process whose clock is behind dates its looks before what is known, and finds the same until it has caught up.
    """
    last: dict[tuple[str, ...], list[bool]] = defaultdict(list)
    newest: dict[tuple[str, ...], float] = {}
    for fact in facts:
        if fact.kind == "Reacted":
            mark = (fact.subject, fact.body["actor"]["user"], fact.body["emoji"], fact.body["ts"])
            seen, when = last[mark], float(fact.body["event_ts"])
            if when < newest.get(mark, 0.0):
                continue
            newest[mark] = when
            seen.append(fact.body["added"])
            if seen[-4:] in ([True] * 4, [False] * 4):
                raise Broken("a look at what is known is no news", fact.event_id)


def _requests_became_tickets(record: Record, facts: list[Fact]) -> None:
    """Every request that stands in a customer's channel belongs to exactly one subject, also if no event came of it."""
    roots = defaultdict(set)
    for fact in facts:
        if fact.kind in ("TicketOpened", "RootJoined", "MessageRedirected"):
            roots[fact.body["writing"]["text"]].add(fact.subject)
    first = min((start for start, _ in record.imports), default=record.start)
    for customer in CUSTOMERS:
        for posted in record.workspace.messages.get(customer.channel, {}).values():
            asked = posted.user in customer.people and posted.thread is None and posted.text != "thanks!"
            subjects = roots[f"{customer.channel}:{posted.ts}"]
            if sum(subject.startswith("ticket:") for subject in subjects) > 1:
                raise Broken("a request is one ticket", f"{posted.channel} {posted.ts}: {sorted(subjects)}")
            if asked and not subjects and not posted.deleted and posted.at > first:
                raise Broken("no request is overlooked", f"{posted.channel} {posted.ts} {posted.at} {posted.text[:50]}")


# ---------------------------------------------------------------- timers


def _timers(record: Record, facts: list[Fact]) -> dict[str, TicketModel]:
    """The facts in their order, and at each rest nothing is left that should have been fired."""
    models: dict[str, TicketModel] = {}
    soonest: dict[str, datetime] = {}
    rests = iter([*record.rests, None])
    rest = next(rests)
    for fact in [*facts, None]:
        while rest is not None and (fact is None or rest.journal < fact.number):
            for subject, due in soonest.items():
                if due <= rest.now and (left := models[subject].overdue(rest.now)):
                    raise Broken(
                        "a timer that came due is fired", f"at rest {rest.now}: {left}; {models[subject].shown()}"
                    )
            rest = next(rests)
        if fact is None or not fact.subject.startswith("ticket:"):
            continue
        if fact.kind == "TicketOpened":
            if fact.subject not in models:
                models[fact.subject] = opened(fact, _promise(fact.body["account"], fact.body["contract"]))
        else:
            models[fact.subject].follow(fact)
        model = models[fact.subject]
        open_dues = [d for r, s, e, t, d in model.must() if model.fired[r, s, e] < t]
        soonest[fact.subject] = min(open_dues, default=datetime.max.replace(tzinfo=UTC))
    return models


def _wakes_are_true(record: Record, models: dict[str, TicketModel]) -> None:
    """The one moment that is kept is the soonest of the timetable, and the figures are those of the judge."""
    work, book = record.database.work(), record.book
    for subject, state, wake in record.database.rows("select id, state, wake_at from subjects order by id"):
        kind = kind_of(subject)
        decoded = msgspec.json.decode(state, type=kind.type)
        ctx = _now(book.context(subject, decoded, None, work))
        coming = kind.timers(decoded, ctx)
        soonest = coming[0].due if coming else None
        kept = None if wake is None else _EPOCH + timedelta(microseconds=wake)
        if soonest != kept:
            raise Broken("wake_at is the soonest of the timetable", f"{subject}: kept {kept}, derived {soonest}")
        if isinstance(decoded, Ticket):
            _same_figures(models[subject], decoded, ctx.contract)


def _same_figures(model: TicketModel, ticket: Ticket, contract: Any) -> None:
    ours = (model.severity, model.status, model.taken, model.answered, model.run.number)
    severity = ticket.severity(contract)
    theirs = (severity, ticket.status.value, ticket.acknowledged, ticket.responded_at, ticket.episode)
    if ours != theirs:
        raise Broken("the ticket is what its facts make it", f"{ticket.id}: judge {ours}, ticket {theirs}")
    measured = clock(ticket, contract, TargetKind.FIRST_RESPONSE)
    if measured is not None and not ticket.excluded and measured.due != model.first_response_due():
        raise Broken(
            "due times are those of the contract",
            f"{ticket.id} {severity}: due {measured.due}, the judge says {model.first_response_due()}",
        )


# ---------------------------------------------------------------- pages


def _pages_went_out(record: Record, facts: list[Fact]) -> None:
    """Every step that fired asked for a page, and every page was delivered, or stopped by what followed."""
    by_page = defaultdict(list)
    for fact in facts:
        if fact.subject.startswith("page:"):
            by_page[fact.subject].append(fact)
    for fact in facts:
        if fact.kind != "TimerFired" or fact.outcome != "decided" or not fact.subject.startswith("ticket:"):
            continue
        body = fact.body
        if body["rule"] in ("escalation", "critical_question"):
            timer = f"{body['rule']}/{body['step']}/{body['episode']}/{body['occurrence']}"
            told = by_page[f"page:{fact.subject}/{timer}"]
            kinds = {f.kind for f in told}
            if "PageRequested" not in kinds:
                raise Broken("each step that fired has its page", fact.event_id)
            if not kinds & {"PageDelivered", "PageStopped"}:
                raise Broken("each page is delivered unless it was stopped", f"{fact.event_id}: {kinds}")


def _nothing_after_an_acknowledgement(record: Record, facts: list[Fact]) -> None:
    """What left after a page was stopped had been leased before: it can't be later than its lease."""
    stopped = {f.subject: record.committed(f.number) for f in facts if f.kind == "PageStopped"}
    rows = record.database.rows("select key, coalesce, body, guard_subject from outbox where kind = 'Deliver'")
    pages = defaultdict(list)
    for key, gathering, body, guard in rows:
        if guard is not None:
            pages[gathering or key].append(json.loads(body)["page"])
    for key, at in _went_out(record):
        for ends in (stopped[page] for page in pages[key] if page in stopped):
            if at > ends + _LEASE:
                raise Broken("no page leaves after the acknowledgement", f"{key} at {at}, stopped {ends}")


def _gathered_pages_say_how_they_stand(record: Record, facts: list[Fact]) -> None:
    """A message that stands for many pages says of each that is over that it is, and of no other.

    It has lines for ten, and those that wait for somebody come first.
    """
    stopped = {f.subject for f in facts if f.kind == "PageStopped"}
    rows = record.database.rows("select coalesce, body, state from outbox where kind = 'Deliver' and rode order by id")
    gathered = defaultdict(list)
    for gathering, body, state in rows:
        gathered[gathering].append((json.loads(body)["page"], state))
    for posted in (p for found in record.workspace.messages.values() for p in found.values() if p.key in gathered):
        told = posted.text.count("*Over:*")
        waiting = sum(page not in stopped for page, _ in gathered[posted.key])
        over = max(min(len(gathered[posted.key]), 10) - waiting, 0)
        known = any(state == "done" for _, state in gathered[posted.key]) and record.workspace.keys[posted.key] == 1
        if known and told != over:
            raise Broken("a gathered page says who has what", f"{posted.key}: {told} over, not {over}: {posted.text}")


def _dead_pages_are_made_good(record: Record, facts: list[Fact]) -> None:
    """A page that died was followed within a minute by another way, by a way that worked, or by its end."""
    rows = record.database.rows(
        "select key, body, state, created_at, finished_at, why from outbox where kind = 'Deliver' order by id"
    )
    ways = defaultdict(list)
    for key, body, state, created, finished, _ in rows:
        deliver = json.loads(body)
        ways[deliver["page"], deliver["occurrence"]].append((key, deliver, state, _at(created), _at(finished)))
    ends = {f.subject: f.accepted for f in facts if f.kind == "PageStopped"}
    for (page, _), wave in ways.items():
        for key, _, state, _, died in wave:
            if state != "dead" or (page in ends and ends[page] <= died + _SOON):
                continue
            others = [w for w in wave if w[0] != key and (w[3] >= died or w[2] != "dead")]
            late = [w for w in others if w[3] > died + _SOON]
            if others and len(late) < len(others):
                continue
            if record.was_down(died, died + _SOON):
                continue
            raise Broken("a dead page raises the next way within a minute", f"{key} died {died}; {len(others)} others")


def _went_out(record: Record) -> Iterator[tuple[str, datetime]]:
    yield from ((p.key, p.at) for found in record.workspace.messages.values() for p in found.values() if p.key)
    yield from ((key, at) for key, _, at, _ in record.exchange.rings)


# ---------------------------------------------------------------- what was said


def _nothing_is_said_twice(record: Record) -> None:
    for key, count in record.workspace.keys.items():
        if count > 1 and key not in record.workspace.marked_duplicate and key not in record.workspace.misled:
            raise Broken("no message is posted twice unmarked", f"{count} × {key}")
    for key, count in record.exchange.unmarked().items():
        if count > 1:
            raise Broken("nobody is rung twice unmarked", f"{count} × {key}")


def _one_card_a_ticket(record: Record) -> None:
    cards = defaultdict(list)
    for channel in record.workspace.messages.values():
        for posted in channel.values():
            if posted.key.startswith("card/"):
                cards[_card_of(posted)].append(posted)
    for card, found in cards.items():
        if len(found) > 1 and not any(p.key in record.workspace.misled for p in found):
            raise Broken("a ticket has one card", f"{card}: {[(p.ts, p.key) for p in found]}")


def _card_of(posted: Posted) -> str:
    return "/".join(posted.key.split("/")[:3])


def _nothing_crosses(record: Record) -> None:
    names = {c.account.title(): c for c in CUSTOMERS} | {c.canary: c for c in CUSTOMERS}
    own = {c.channel: c for c in CUSTOMERS}
    theirs = own | {f"D{user}": c for c in CUSTOMERS for user in c.people}
    for channel, _, text, key, _ in record.workspace.words:
        if channel in theirs:
            foreign = [name for name, c in names.items() if c is not theirs[channel] and name in text]
            if foreign or STAFF_CANARY in text:
                raise Broken("nothing internal or foreign reaches a customer", f"{channel}: {key}: {text[:200]}")
            if channel not in own and not key.startswith("to/"):
                raise Broken("customers are messaged only about what they tried", f"{channel}: {key}")
        elif not channel.startswith("D") and channel not in (TRIAGE, FALLBACK):
            raise Broken("the bot writes where it belongs", f"{channel}: {key}")
    for channel, customer in own.items():
        for posted in record.workspace.messages.get(channel, {}).values():
            if posted.user == ME.user and not posted.key.startswith(("card/", "redirect/")):
                raise Broken("nothing internal or foreign reaches a customer", f"{customer.account}: {posted.key}")


# ---------------------------------------------------------------- reading


def _facts(record: Record) -> list[Fact]:
    rows = record.database.rows(
        "select id, subject, event_id, kind, at, recorded_at, body, outcome from journal order by id"
    )
    return [
        Fact(number, subject, event_id, kind, _at(at), _at(recorded), json.loads(body), outcome)
        for number, subject, event_id, kind, at, recorded, body, outcome in rows
    ]


@cache
def _promise(account: str, version: str) -> Promise:
    number = next(n for n, c in enumerate(configurations()) if version in {f.version for f in c.contracts.values()})
    return promise_to(account, number)


def _at(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _now(work: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine answers that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waited")
