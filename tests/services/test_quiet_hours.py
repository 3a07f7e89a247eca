"""Quiet hours: what may wait is held until they end, what answers an act and what pages is not."""

from dataclasses import replace
from datetime import UTC, datetime, time

from builders import ADA, BEN, MONDAY, roster

from ackline.domain.effects import Brief, BriefKind, Inform, Posted, Whisper
from ackline.domain.surfaces.words import Internal, line
from ackline.domain.time.hours import Hours
from ackline.services.outgoing.posting import held_until

WORDS = Internal(lines=(line("Well?"),))
NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
MORNING = datetime(2026, 3, 3, 7, tzinfo=UTC)


def held(effect: Posted, now: datetime = NIGHT) -> datetime | None:
    people = roster().people
    quiet = replace(people[ADA], quiet_hours=Hours(start=time(22), end=time(7)))
    return held_until(effect, roster(people={**people, ADA: quiet}), now)


def test_a_word_on_the_side_and_a_brief_wait_for_the_morning() -> None:
    assert held(Whisper(key="k", user=ADA, words=WORDS)) == MORNING
    assert held(Brief(key="k", kind=BriefKind.BEGINS, person=ADA, at=NIGHT, rota="engineers")) == MORNING
    assert held(Whisper(key="k", user=ADA, words=WORDS), MONDAY) is None


def test_an_answer_to_what_they_just_did_does_not_wait_nor_does_anything_for_others() -> None:
    assert held(Whisper(key="k", user=ADA, words=WORDS, prompt=True)) is None
    assert held(Whisper(key="k", user=BEN, words=WORDS)) is None
    assert held(Inform(key="k", ticket=None, words=WORDS)) is None
