"""Everything from one database into another: rows, their numbers, and the proof that the journal came along whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Integer, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.schema import chains, metadata
from ackline.adapters.db.work import work_on

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """How many rows each table holds now, and how many chains of the journal were verified."""

    rows: Mapping[str, int]
    chains: int


async def copy(source: AsyncConnection, target: AsyncConnection, dialect: Dialect) -> Copied:
    """Copy every table and verify what arrived, in the transactions given; `dialect` is the target's.

    StoreError when the target holds anything, when a count differs, or when a chain does not hold: then the
    transaction must not be committed.
    """
    for table in metadata.sorted_tables:
        if await _count(target, table):
            raise StoreError(f"the target holds rows already (table {table.name}): copy into an empty database")
    rows = {table.name: await _copy_table(source, target, table) for table in metadata.sorted_tables}
    if dialect is Dialect.POSTGRESQL:
        for table in metadata.sorted_tables:
            await _number_on(target, table)
    return Copied(rows=rows, chains=await _verify(target, dialect))


async def _copy_table(source: AsyncConnection, target: AsyncConnection, table: Table) -> int:
    async with source.stream(select(table).order_by(*table.primary_key.columns)) as found:
        async for batch in found.mappings().partitions(_AT_ONCE):
            await target.execute(insert(table), [dict(row) for row in batch])
    expected, arrived = await _count(source, table), await _count(target, table)
    if arrived != expected:
        raise StoreError(f"{arrived} of {expected} rows of {table.name} arrived: nothing was kept, copy again")
    return arrived


async def _number_on(target: AsyncConnection, table: Table) -> None:
    """Rows to come are numbered after those that came with a number."""
    key = table.primary_key.columns.values()[0]
    if isinstance(key.type, Integer) and await _count(target, table):
        sequence = f"pg_get_serial_sequence('{table.name}', '{key.name}')"
        await target.execute(text(f"SELECT setval({sequence}, (SELECT max({key.name}) FROM {table.name}))"))


async def _verify(target: AsyncConnection, dialect: Dialect) -> int:
    journal = work_on(target, dialect).journal
    subjects = (await target.execute(select(chains.c.subject).order_by(chains.c.subject))).scalars().all()
    for subject in subjects:
        if broken := await journal.verify(subject):
            raise StoreError(f"the journal of {subject} does not hold: {broken}; restore the source from a backup")
    return len(subjects)


async def _count(connection: AsyncConnection, table: Table) -> int:
    return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())
