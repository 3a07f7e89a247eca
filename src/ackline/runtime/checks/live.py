"""What can only be known by doing it: posting, ringing harmlessly, a socket. Told before, done when agreed to."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.store import open_view
from ackline.adapters.pagers import PAGERS
from ackline.adapters.pagers.pager import Checking, Means, Pager
from ackline.adapters.slack.checkup import Checkup
from ackline.adapters.slack.client import session, slack_client
from ackline.adapters.slack.poster import Poster
from ackline.adapters.wallclock import Wallclock
from ackline.domain.duty.people import Roster
from ackline.runtime.checks.checked import Checked
from ackline.runtime.settings import Mode, Settings
from ackline.services.ports import Permanent, Retry


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing to try out. `does` is what somebody may notice of it; "": only Slack is asked."""

    what: str
    act: Callable[[], Awaitable[object]]
    does: str = ""

    async def tried(self) -> Checked:
        """Do it, and say what came of it."""
        try:
            await self.act()
        except (Permanent, Retry) as failed:
            return Checked(what=self.what, found="does not work", next_step=str(failed))
        return Checked(what=self.what, found="works")


@asynccontextmanager
async def deeds(
    settings: Settings, roster: Roster, me: str | None, secrets: Mapping[str, str] = os.environ
) -> AsyncIterator[Sequence[Deed]]:
    """All that there is to try out, while the block lasts. `me` is who gets a test message beside the channel."""
    names = await _present_ids(settings, [c for a in roster.accounts.values() for c in a.channels])
    customers = {*names, *names.values()}
    async with session() as http:
        client = slack_client(settings.bot_token, settings.api_url, http)
        poster = Poster(client, customers.__contains__)
        means = Means(slack=poster, http=http, secrets=secrets, clock=Wallclock(), mail=settings.mail)
        pagers = {name: pager(means) for name, pager in PAGERS.items()}
        checkup = Checkup(client, poster)
        yield [
            *_messages(checkup, roster, me),
            *_places_and_people(checkup, roster, names),
            *_socket(checkup, settings),
            *_pagers(pagers, roster),
        ]


def _messages(checkup: Checkup, roster: Roster, me: str | None) -> Iterator[Deed]:
    fallback = roster.vendor.fallback_channel
    does = f"post a test message to {fallback}, the fallback channel"
    yield Deed(what="posting to the fallback channel", act=partial(checkup.post, fallback), does=does)
    if me is not None:
        does = f"send a test message to {me}"
        yield Deed(what=f"a message to {me}", act=partial(checkup.write_to, me), does=does)


def _places_and_people(checkup: Checkup, roster: Roster, names: Mapping[str, str]) -> Iterator[Deed]:
    for channel, whose in ((roster.vendor.triage_channel, "triage"), (roster.vendor.fallback_channel, "fallback")):
        yield Deed(what=f"the bot in {channel}, {whose}", act=partial(checkup.visit, channel))
    for account in roster.accounts.values():
        for channel in account.channels:
            what = f"the bot in {names[channel]} of {account.id}"
            yield Deed(what=what, act=partial(checkup.visit, names[channel]))
    for user, person in roster.people.items():
        yield Deed(what=f"{person.name}, {user}", act=partial(checkup.meet, user))


def _socket(checkup: Checkup, settings: Settings) -> Iterator[Deed]:
    if settings.mode is Mode.SOCKET:
        does = "open one more socket to Slack for a moment; an event that comes by it is sent again by Slack"
        yield Deed(what="a socket", act=partial(checkup.open_socket, settings.app_token), does=does)


def _pagers(pagers: Mapping[str, Pager], roster: Roster) -> Iterator[Deed]:
    """Each way to reach somebody once, however many people have it."""
    for line in dict.fromkeys(line for person in roster.people.values() for line in person.lines):
        pager = pagers[line.pager]
        if isinstance(pager, Checking):
            where = f"{line.pager} {line.address}".strip()
            yield Deed(what=where, act=partial(pager.check, line), does=f"{pager.check_does} ({where})")


async def _present_ids(settings: Settings, channels: Sequence[str]) -> dict[str, str]:
    """The id that Slack uses now for each bound channel, as far as the database knows."""
    names = {channel: channel for channel in channels}
    try:
        store = await open_view(settings.database_url)
    except StoreError:
        return names
    try:
        async with store.read() as work:
            return {channel: await work.channels.present_id(channel) for channel in channels}
    except StoreError:
        return names
    finally:
        await store.close()
