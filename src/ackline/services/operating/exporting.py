"""Everything that is kept of one account, as plain records, and nothing of any other.

The records, each with its kind under `record`:

- `ticket`: `id`, `number`, `state` as the engine keeps it;
- `page` and `account`: `id`, `state`;
- `fact`, below its subject: `subject`, `seq`, `event`, `kind`, `at`, `recorded_at`, `outcome`, `why`, `clauses`,
  `effects`, `body`, which is empty once erased;
- `text`: `id` (channel and timestamp), `author`, `at`, `words`, null once erased.
"""

from collections.abc import AsyncIterator, Iterable

import msgspec

from ackline.domain.ids import SubjectId
from ackline.services.ports import Json, Recorded, Store, Work

AT_ONCE = 200


class NothingKept(ValueError):
    """An account that is neither in force nor in the database: a slip, most likely."""

    def __init__(self, account: str, in_force: Iterable[str]) -> None:
        super().__init__(f"nothing is kept of an account {account!r}; in force are: {', '.join(sorted(in_force))}")


async def export(store: Store, account: str) -> AsyncIterator[Json]:
    """The records of an account, subject by subject, then its texts."""
    async with store.read() as work:
        after = ""
        while subjects := await work.archive.subjects_of(account, after, AT_ONCE):
            for subject in subjects:
                async for record in _subject(work, subject):
                    yield record
            after = subjects[-1]
        after = ""
        while texts := await work.archive.texts_of(account, after, AT_ONCE):
            for name in texts:
                text = await work.texts.get(name)
                if text is not None:
                    yield {"record": "text", **msgspec.to_builtins(text)}
            after = texts[-1]


async def _subject(work: Work, subject: SubjectId) -> AsyncIterator[Json]:
    kept = await work.subjects.read(subject)
    if kept is None:
        return
    state = msgspec.json.decode(kept.state)
    number = {"number": state["number"]} if kept.kind == "ticket" else {}
    yield {"record": kept.kind, "id": subject, **number, "state": state}
    for row in await work.journal.of(subject):
        yield _fact(row)


def _fact(row: Recorded) -> Json:
    told: Json = msgspec.to_builtins(row)
    return {"record": "fact", "event": told.pop("event_id"), **told}
