"""The only place where things meet: adapters are given to services, services to listeners."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from slack_bolt.app.async_app import AsyncApp

from ackline.adapters.pagers import PAGERS
from ackline.adapters.pagers.pager import Means
from ackline.adapters.pagers.smtp_url import MailServer
from ackline.adapters.slack.app import Endpoint, build, introduce
from ackline.adapters.slack.catchup import SlackEyes
from ackline.adapters.slack.client import slack_client
from ackline.adapters.slack.directory import SlackDirectory
from ackline.adapters.slack.listeners import NOT_RECORDED, Doors
from ackline.adapters.slack.messenger import Card, SlackMessenger
from ackline.adapters.slack.poster import Poster
from ackline.adapters.slack.reader import SlackReader
from ackline.adapters.slack.rows import command_row, interaction_row
from ackline.domain.authority import Side
from ackline.domain.effects import Audience
from ackline.domain.ids import SubjectId, UserId
from ackline.services.asking import Asking
from ackline.services.bell import Bell
from ackline.services.book import Book
from ackline.services.courier import Courier
from ackline.services.desk import Desk
from ackline.services.engine import Engine
from ackline.services.fetching import Fetching
from ackline.services.intake import Intake
from ackline.services.lookout import Lookout
from ackline.services.ports import Clock, Json, Permanent, Store
from ackline.services.reception import Reception
from ackline.services.showing import Showing
from ackline.services.who import Who
from ackline.services.worker import InboxWorker


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Everything of a running bot that its loops, its pages and its tests hold on to."""

    engine: Engine
    app: AsyncApp
    endpoint: Endpoint
    showing: Showing
    lookout: Lookout
    store: Store
    book: Book
    clock: Clock
    bell: Bell


async def assemble(
    *,
    store: Store,
    book: Book,
    clock: Clock,
    http: aiohttp.ClientSession,
    bot_token: str,
    signing_secret: str,
    api_url: str,
    secrets: Mapping[str, str] = os.environ,
    mail: MailServer | None = None,
) -> Bot:
    """A bot over a store that is migrated and a book that is loaded. Asks Slack who the bot is, once.

    Raises Retry when Slack cannot be reached, Permanent when it refuses the token.
    """
    client = slack_client(bot_token, api_url, http)
    me = await introduce(client)
    directory = SlackDirectory(client, me, clock)
    eyes = SlackEyes(client, me, clock)
    read = SlackReader(me)
    showing = Showing(store, book)
    desk = Desk(store, book, clock)
    who = Who(directory, book, clock)
    reception = Reception(
        store=store, desk=desk, book=book, who=who, read=read, fetch=Fetching(eyes, read, clock), clock=clock
    )
    worker = InboxWorker(store, reception, clock)
    lookout = Lookout(store, eyes, worker, book, clock)
    poster = Poster(client, lambda channel: book.roster.account_of(channel) is not None)
    means = Means(slack=poster, http=http, secrets=secrets, clock=clock, mail=mail)
    messenger = SlackMessenger(
        poster=poster,
        store=store,
        pagers={name: pager(means) for name, pager in PAGERS.items()},
        cards=_Cards(showing),
        triage_channel=lambda: book.roster.vendor.triage_channel,
        workspace=me.url,
    )
    bell = Bell()
    courier = Courier(store, messenger, lookout, clock, bell.ring)
    engine = Engine(store=store, desk=desk, worker=worker, courier=courier, lookout=lookout, bell=bell)
    asking = Asking(store, book)
    doors = Doors(
        intake=Intake(store, bell.ring).take,
        submit=_Submit(reception, engine, clock),
        order=_Order(reception, engine, clock),
        choices=asking.choices,
        commands={"list": asking.listed, "why": asking.why},
        views={},
        is_staff=_IsStaff(who, clock),
        forget=directory.forget,
        clock=clock,
    )
    app = build(client, me, signing_secret or None, doors)
    return Bot(
        engine=engine,
        app=app,
        endpoint=Endpoint(app, signing_secret or None),
        showing=showing,
        lookout=lookout,
        store=store,
        book=book,
        clock=clock,
        bell=bell,
    )


class _Cards:
    """Cards as the messenger wants them."""

    def __init__(self, showing: Showing) -> None:
        self._showing = showing

    async def __call__(self, ticket: SubjectId, audience: Audience) -> Card:
        shown = await self._showing.card(ticket, audience)
        return Card(words=shown.words, channel=shown.channel, thread=shown.thread, coalesce=shown.coalesce)


class _Submit:
    """A form is decided before it is answered; a refusal is read in the form."""

    def __init__(self, reception: Reception, engine: Engine, clock: Clock) -> None:
        self._reception = reception
        self._engine = engine
        self._clock = clock

    async def __call__(self, body: Json) -> Mapping[str, str] | None:
        row = interaction_row(body, self._clock.now())
        if row is None:
            return {"": "This form could not be read. Please open it again."}
        verdicts = await self._reception.submit(row)
        self._engine.wake()
        refusals = [v.why[-1] for v in verdicts if v.outcome == "refused" and v.why]
        return {"": refusals[0]} if refusals else None


class _Order:
    """A command that changes something is decided before it is answered; the answer is what was decided, or why not."""

    def __init__(self, reception: Reception, engine: Engine, clock: Clock) -> None:
        self._reception = reception
        self._engine = engine
        self._clock = clock

    async def __call__(self, body: Json) -> str:
        row = command_row(body, self._clock.now())
        if row is None:
            return NOT_RECORDED
        try:
            verdicts = await self._reception.submit(row)
        except Permanent as refusal:
            return str(refusal)
        self._engine.wake()
        told = [("Not done: " if v.outcome == "refused" else "Done: ") + "; ".join(v.why) for v in verdicts if v.why]
        return "\n".join(f"{words}." for words in told) or "Done already."


class _IsStaff:
    """Whether somebody belongs to the vendor."""

    def __init__(self, who: Who, clock: Clock) -> None:
        self._who = who
        self._clock = clock

    async def __call__(self, user: str) -> bool:
        now = self._clock.now()
        return (await self._who.actor(UserId(user), None, None, now, now)).side is Side.STAFF
