"""Erasing an account: words, people and tickets go; the journal keeps the links that its chains are made of."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, FromClause, delete, false, func, literal, or_, select, update

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.schema import channels, config, current, inbox, journal, outbox, subjects, texts, threads
from ackline.domain.effects import Amend, Close

_ROSTER = "roster"
_ENDINGS = (Amend.__name__, Close.__name__)


def _subjects(account: str) -> ColumnElement[bool]:
    return or_(subjects.c.account == account, subjects.c.id == f"account:{account}")


class Forgetting:
    """What there is of one account, and its end, inside a transaction. `lanes` are those of its channels' messages."""

    def __init__(self, connection: Connection, account: str, lanes: Sequence[str]) -> None:
        self._connection = connection
        ids = select(subjects.c.id).where(_subjects(account))
        tells = select(literal("tell/") + subjects.c.id).where(_subjects(account))
        said = or_(
            false(),
            *(or_(inbox.c.lane == lane, func.substr(inbox.c.lane, 1, len(lane) + 1) == f"{lane}:") for lane in lanes),
        )
        self._texts = (texts.c.account == account) & texts.c.words.is_not(None)
        self._facts = journal.c.subject.in_(ids) & journal.c.body.is_not(None)
        # What lets a pager stop ringing must still leave, and a message that nobody has read yet is a new request.
        self._sent = outbox.c.subject.in_(ids) & (outbox.c.finished_at.is_not(None) | outbox.c.kind.not_in(_ENDINGS))
        self._heard = inbox.c.lane.in_(tells) | (said & inbox.c.finished_at.is_not(None))
        self._threads = threads.c.subject.in_(ids)
        self._tickets = _subjects(account)

    async def holdings(self) -> Mapping[str, int]:
        """How many rows of each kind there are."""
        return {
            "texts": await self._count(texts, self._texts),
            "facts": await self._count(journal, self._facts),
            "sent": await self._count(outbox, self._sent),
            "received": await self._count(inbox, self._heard),
            "threads": await self._count(threads, self._threads),
            "tickets": await self._count(subjects, self._tickets & (subjects.c.kind == "ticket")),
        }

    async def forget(self) -> None:
        """Erase all of it. The subjects go last, since everything else is found by them."""
        for statement in (
            update(texts).where(self._texts).values(words=None, salt=None, author=""),
            update(journal).where(self._facts).values(body=None, salt=None, why=[]),
            delete(outbox).where(self._sent),
            delete(inbox).where(self._heard),
            delete(threads).where(self._threads),
            delete(subjects).where(self._tickets),
            # Names and contacts of former editions of accounts.yml: only the present one is ever read.
            delete(config).where(
                config.c.kind == _ROSTER,
                config.c.version.not_in(select(current.c.version).where(current.c.kind == _ROSTER)),
            ),
        ):
            await self._connection.execute(statement)

    async def _count(self, table: FromClause, where: ColumnElement[bool]) -> int:
        asked = select(func.count()).select_from(table).where(where)
        return int((await self._connection.execute(asked)).scalar_one())


async def lanes_of(connection: Connection, account: str) -> Sequence[str]:
    """Every id that a channel of an account goes or went by: of its tickets, of what was written in them."""
    ticketed = await connection.execute(
        select(subjects.c.channel).where(_subjects(account), subjects.c.channel.is_not(None)).distinct()
    )
    named = {str(channel) for channel in ticketed.scalars()}
    written = await connection.execute(select(texts.c.id).where(texts.c.account == account))
    named |= {str(text).partition(":")[0] for text in written.scalars()}
    moved = await connection.execute(select(channels.c.slack_id).where(channels.c.bound_id.in_(sorted(named))))
    return sorted(named | {str(channel) for channel in moved.scalars()})
