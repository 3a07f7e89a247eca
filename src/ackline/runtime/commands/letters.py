"""`ackline outbox` and `ackline inbox`: what could not be delivered or understood, and what is to become of it."""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence

import msgspec

from ackline.adapters.wallclock import Wallclock
from ackline.runtime.edition import read_book
from ackline.runtime.opening import changing, viewing
from ackline.runtime.printing import iso
from ackline.runtime.settings import read_settings
from ackline.services.desk import Desk
from ackline.services.operating.dropping import Dropping, NotDead
from ackline.services.operating.letters import Box, Letter

MOST_LISTED = 200

_ACTIONS = {
    "list": "what was given up, the latest first",
    "show": "everything about one letter",
    "retry": "try a dead letter again; what may have arrived is looked for first",
    "drop": "give a dead letter up for good; the journal says why",
}


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of both commands."""
    told = {Box.OUTBOX: "letters that could not be delivered", Box.INBOX: "messages that could not be understood"}
    for box, help_ in told.items():
        actions = commands.add_parser(box.value, help=help_).add_subparsers(
            dest="action", metavar="action", required=True
        )
        for action, meant in _ACTIONS.items():
            acting = actions.add_parser(action, help=meant)
            if action == "list":
                acting.add_argument("--waiting", action="store_true", help="what is still being tried, instead")
            else:
                acting.add_argument("letter", type=int, help="its number in the list")
            if action in ("list", "show"):
                acting.add_argument("--json", action="store_true")
            if action == "drop":
                acting.add_argument("--reason", required=True, help="why, for the journal")


def outbox(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """`ackline outbox`. ValueError for a letter that is not there."""
    return _run(Box.OUTBOX, given, environment)


def inbox(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """`ackline inbox`. ValueError for a letter that is not there."""
    return _run(Box.INBOX, given, environment)


def _run(box: Box, given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    url = read_settings(environment).database_url
    match given.action:
        case "list":
            _print(asyncio.run(_list(url, box, waiting=given.waiting)), given.json, _in_a_line)
        case "show":
            _print([asyncio.run(_find(url, box, given.letter))], given.json, _in_full)
        case "retry":
            asyncio.run(_change(url, lambda dropping: dropping.retry(box, given.letter)))
            print(f"{given.letter} is tried again by the bot that runs, or at its next start.")
        case "drop":
            reason = given.reason.strip()
            if not reason:
                raise ValueError("a drop needs a reason, for whoever asks later: --reason 'the customer has left'")
            asyncio.run(_change(url, lambda dropping: dropping.drop(box, given.letter, reason)))
            print(f"{given.letter} is dropped, and the journal says why.")
    return 0


async def _list(url: str, box: Box, *, waiting: bool) -> Sequence[Letter]:
    async with viewing(url) as store, store.read() as work:
        return await (work.letters.waiting if waiting else work.letters.dead)(box, MOST_LISTED)


async def _find(url: str, box: Box, letter: int) -> Letter:
    async with viewing(url) as store, store.read() as work:
        found = await work.letters.find(box, letter)
    if found is None:
        raise NotDead(box, letter)
    return found


async def _change(url: str, act: Callable[[Dropping], Awaitable[None]]) -> None:
    async with changing(url) as store:
        clock = Wallclock()
        await act(Dropping(store, Desk(store, await read_book(store), clock), clock))


def _print(letters: Sequence[Letter], as_json: bool, words: Callable[[Letter], str]) -> None:
    if as_json:
        print(json.dumps([msgspec.to_builtins(letter) for letter in letters], indent=2))
    else:
        print("\n".join(map(words, letters)) if letters else "There is none.")


def _in_a_line(letter: Letter) -> str:
    when = f"next at {iso(letter.next_at)}" if letter.next_at else f"after {letter.attempts} attempts"
    return f"{letter.id:>8}  {iso(letter.since)}  {letter.kind}  to {letter.to}  {when}: {letter.why or '-'}"


def _in_full(letter: Letter) -> str:
    body = json.dumps(json.loads(letter.body), indent=2, ensure_ascii=False)
    return f"{_in_a_line(letter)}\n  key {letter.key}\n  about {letter.subject or '-'}\n{body}"
