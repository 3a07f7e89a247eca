"""The ids that a channel goes by."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect, per_dialect
from ackline.adapters.db.schema import channels

_MOVED = per_dialect(lambda insert: insert(channels).on_conflict_do_nothing())
_BOUND = select(channels.c.bound_id).where(channels.c.slack_id == bindparam("channel"))
_FOLLOW = update(channels).where(channels.c.bound_id == bindparam("new")).values(bound_id=bindparam("bound"))
_former = channels.alias("former")
_PRESENT = (
    select(channels.c.slack_id)
    .where(
        channels.c.bound_id
        == func.coalesce(
            select(_former.c.bound_id).where(_former.c.slack_id == bindparam("channel")).scalar_subquery(),
            bindparam("channel"),
        )
    )
    .order_by(channels.c.since.desc())
    .limit(1)
)
_PRESENT_ALL = (
    select(channels.c.bound_id, channels.c.slack_id)
    .where(channels.c.bound_id.in_(bindparam("channels", expanding=True)))
    .order_by(channels.c.since)
)


class DbChannels:
    """The port `Channels`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def moved(self, old: str, new: str, now: datetime) -> None:
        """`new` is another name of whatever `old` was, and so is what was told to be another name of `new` before."""
        bound = await self.bound_id(old)
        await self._connection.execute(_MOVED[self._dialect], {"slack_id": new, "bound_id": bound, "since": now})
        await self._connection.execute(_FOLLOW, {"new": new, "bound": bound})

    async def bound_id(self, channel: str) -> str:
        """The id a channel was bound under; the id itself when it never moved."""
        found: str | None = (await self._connection.execute(_BOUND, {"channel": channel})).scalar_one_or_none()
        return found or channel

    async def present_id(self, channel: str) -> str:
        """The id that Slack uses now for a channel, by any id that it ever had."""
        found: str | None = (await self._connection.execute(_PRESENT, {"channel": channel})).scalar_one_or_none()
        return found or channel

    async def present_ids(self, channels: Sequence[str]) -> dict[str, str]:
        """The same for several channels."""
        found = await self._connection.execute(_PRESENT_ALL, {"channels": list(channels)}) if channels else ()
        moved = {row.bound_id: row.slack_id for row in found}
        return {channel: moved.get(channel, channel) for channel in channels}
