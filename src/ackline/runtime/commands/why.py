"""`ackline why TICKET`: the stretches that lead to each due time, and what was decided by which clause."""

import argparse
import asyncio
import json
from collections.abc import Mapping

import msgspec

from ackline.adapters.db.store import open_view
from ackline.adapters.wallclock import Wallclock
from ackline.runtime.edition import read_book
from ackline.runtime.settings import read_settings
from ackline.services.looking.explaining import Explaining, Why


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Print the explanation; 1 when there is no such ticket."""
    name = given.ticket.lstrip("#")
    if not name.isdigit():
        raise ValueError(f"{given.ticket!r} is no ticket number: write it like 12")
    found = asyncio.run(_why(read_settings(environment).database_url, int(name)))
    if found is None:
        print(f"There is no ticket #{name}.")
        return 1
    print(json.dumps(msgspec.to_builtins(found), indent=2) if given.json else _in_words(found))
    return 0


async def _why(url: str, number: int) -> Why | None:
    store = await open_view(url)
    try:
        return await Explaining(store, await read_book(store), Wallclock()).why(number)
    finally:
        await store.close()


def _in_words(found: Why) -> str:
    t = found.ticket
    lines = [f"#{t['number']} {t['account']} · {t['contract']} {t['tier']} · {t['severity']} · {t['status']}"]
    for clock in found.clocks:
        promised = clock["target"] or "best effort"
        met = f", met {clock['met_at']}" if clock["met_at"] else ""
        lines.append(f"\n{clock['name']} ({clock['clause']}): {promised}, due {clock['due']}, {clock['state']}{met}")
        lines += [f"  {i['from']} → {i['to']}  {i['why']}" for i in clock["intervals"]]
    lines += ["", "Still to come:", *(f"  {c['at']}  {c['rule']} {c['step']}" for c in found.coming)]
    lines += ["", f"Decided (the journal's chain {found.chain}):"]
    for row in found.journal:
        cited = f"  [{', '.join(row['clauses'])}]" if row["clauses"] else ""
        lines.append(f"  {row['at']}  {row['event']}: {'; '.join(row['why']) or row['outcome']}{cited}")
    return "\n".join(lines)
