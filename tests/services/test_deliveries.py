"""Facts delivered once, twice or many times, late or again later: the ticket and what was said are the same."""

import asyncio
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import msgspec
from builders import MONDAY, TICKET, ada, ben, cara, colleague, minutes, requester, tom, writing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rig import Rig

from ackline.adapters.db.store import open_store
from ackline.domain.authority import Act
from ackline.domain.effects import Deliver
from ackline.domain.events import Acted, CustomerReplied, Event, Place, Reacted, StaffReplied
from ackline.domain.ids import EventId

ACTS = st.sampled_from(
    (
        (Act.ACKNOWLEDGE, ada, ""),
        (Act.PAGE, requester, ""),
        (Act.SEVERITY, ben, "P1"),
        (Act.SEVERITY, ben, "P3"),
        (Act.CONFIRM_RESOLVE, ada, ""),
        (Act.PEND, ada, ""),
        (Act.OWN, tom, ""),
        (Act.REOPEN, requester, ""),
    )
)
FACTS = st.one_of(
    st.tuples(st.just("act"), ACTS),
    st.tuples(st.just("mark"), st.tuples(st.sampled_from((ada, ben, cara, colleague)), st.booleans())),
    st.tuples(st.just("reply"), st.sampled_from((ada, cara))),
    st.tuples(st.just("write"), st.sampled_from((None, "P1", "P3"))),
)
STORY = st.lists(st.tuples(st.integers(0, 20), FACTS, st.integers(1, 3), st.integers(0, 3)), min_size=1, max_size=9)


def fact(number: int, what: str, how, after: int) -> Event:
    at, key = MONDAY + minutes(after), EventId(f"fact/{number}")
    said = writing(f"{at.timestamp():.6f}{number}")
    match what, how:
        case "act", (act, by, value):
            return Acted(id=key, at=at, subject=TICKET, actor=by, act=act, value=value, reason="so")
        case "mark", (by, added):
            order = f"{at.timestamp() + number / 1000:.6f}"
            return Reacted(
                id=key,
                at=at,
                subject=TICKET,
                actor=by,
                emoji="eyes",
                ts="1",
                place=Place.ROOT,
                added=added,
                event_ts=order,
            )
        case "reply", by:
            return StaffReplied(id=key, at=at, subject=TICKET, actor=by, writing=said)
        case _:
            return CustomerReplied(id=key, at=at, subject=TICKET, actor=requester, writing=replace(said, claim=how))


async def live(migrated: Path, story, *, repeated: bool) -> tuple[object, ...]:
    """A story to its end: the ticket, who was paged how often, and the journal. Pages never overtake a guard."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ackline.db"
        shutil.copy(migrated, path)
        store = await open_store(f"sqlite:///{path}")
        rig = Rig(store, path)
        await rig.open("P2")
        heard: list[Event] = []
        clock = 0
        for number, (pause, (what, how), times, again) in enumerate(story):
            clock += pause
            rig.clock.set(MONDAY + minutes(clock))
            await rig.engine.settle()
            event = fact(number, what, how, clock)
            heard.append(event)
            extra = [event] * (times - 1) + heard[:again] if repeated else []
            verdicts = [await rig.desk.handle(one) for one in (event, *extra)]
            assert all(v.outcome == "known" for v in verdicts[1:])
            await nothing_leaves_after_an_acknowledgement(rig)
        await rig.forward(minutes=45)
        ticket = await rig.ticket()
        facts = [(r.event_id, r.outcome) for r in await rig.journal()]
        assert len({key for key, _ in facts}) == len(facts)
        async with store.read() as work:
            assert await work.journal.verify(TICKET) is None
        said = sorted(rig.outbox().items())
        assert not [key for key, state in said if state in ("pending", "leased", "dead")]
        await store.close()
        return ticket, facts, said


async def nothing_leaves_after_an_acknowledgement(rig: Rig) -> None:
    ticket = await rig.ticket()
    before = len(rig.script.sent)
    await rig.courier.deliver()
    pages = [msgspec.json.decode(row.body, type=Deliver) for row in rig.script.sent[before:] if row.kind == "Deliver"]
    assert all(p.guard is None or p.guard.generation == ticket.generation for p in pages)
    assert not pages or not ticket.acknowledged


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORY)
def test_however_often_facts_are_delivered_they_are_decided_once(migrated: Path, story) -> None:
    once = asyncio.run(live(migrated, story, repeated=False))
    often = asyncio.run(live(migrated, story, repeated=True))
    assert often == once
