"""What staff read of somebody's message follows it: every post that quotes it is shown anew when it changes.

A post stands for what it quotes until other words are put in its place. What goes out by a pager that is no message in
Slack can't be called back. Customers' cards are the ticket's; nothing else that they read quotes a message.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from ackline.domain.effects import POSTED, Amend, Deliver, Inform, Posted, ShowGathered, Whisper
from ackline.domain.ids import EventId, TextId
from ackline.domain.surfaces.words import Internal, PartKind, Public
from ackline.services.outgoing.posting import outgoing
from ackline.services.ports import Leased, Quoting, Receipt, Work

_Quotes = Inform | Whisper | Deliver | Amend
_ON_THEIR_WAY = frozenset((Inform.__name__, Whisper.__name__, Deliver.__name__))


async def remember(work: Work, effect: Posted, key: str) -> None:
    """A post was put into the outbox: what it quotes is known from now on, and what it replaces is over."""
    if not isinstance(effect, _Quotes):
        return
    place = (effect.channel, effect.ts) if isinstance(effect, Amend) else None
    if place is not None:
        await work.quotes.replaced(*place)
    if texts := texts_in(effect.words):
        await work.quotes.add(key, texts, place)


async def follow(work: Work, text: TextId, event: EventId, now: datetime) -> None:
    """Somebody's words changed, or are gone: every post that quotes them says so."""
    for post in await work.quotes.of(text):
        await _amend(work, post, event, now)


async def arrived(work: Work, row: Leased, receipt: Receipt, now: datetime) -> None:
    """A post stands somewhere now. What changed since it left is shown at once."""
    if row.kind not in _ON_THEIR_WAY or not receipt.ts:
        return
    if await work.quotes.posted(row.key, receipt.channel, receipt.ts):
        post = Quoting(kind=row.kind, body=row.body, subject=row.subject, channel=receipt.channel, ts=receipt.ts)
        await _amend(work, post, EventId(row.key), now)


async def gathered(work: Work, load: Sequence[Leased], receipt: Receipt, now: datetime) -> None:
    """Pages stand as lines of one message, which quotes nobody. One that was looked for may be out of date by now."""
    await work.quotes.left_out([row.key for row in load])
    if receipt.ts and any(row.attempt > 1 for row in load):
        show = ShowGathered(gathering=receipt.gathering)
        await work.outbox.put([outgoing(show, load[0].subject, EventId(load[0].key))], now)


async def _amend(work: Work, post: Quoting, event: EventId, now: datetime) -> None:
    effect = msgspec.json.decode(post.body, type=POSTED[post.kind])
    if not isinstance(effect, _Quotes):
        raise TypeError(f"a {post.kind} quotes nobody")
    key = f"amended/{post.channel}/{post.ts}/{event}"
    amend = Amend(key=key, channel=post.channel, ts=post.ts, words=effect.words)
    if await work.outbox.put([outgoing(amend, post.subject, event)], now):
        await remember(work, amend, key)


def texts_in(words: Public | Internal) -> tuple[TextId, ...]:
    """What people wrote that stands among words."""
    quoted = (p.value for each in words.lines for p in each if p.kind in (PartKind.QUOTE, PartKind.WORDS))
    return tuple(TextId(value) for value in dict.fromkeys(quoted))
