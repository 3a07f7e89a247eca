"""The only place where things meet: adapters are given to services, services to listeners."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import aiohttp
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp

from ackline.adapters.pagers import PAGERS
from ackline.adapters.pagers.answers import read_pagerduty, read_phone
from ackline.adapters.pagers.pager import Means
from ackline.adapters.pagers.smtp_url import MailServer
from ackline.adapters.slack.app import Endpoint, build, introduce
from ackline.adapters.slack.bindscreen import BIND, REDRAW, BindScreen
from ackline.adapters.slack.catchup import SlackEyes
from ackline.adapters.slack.checklistscreen import CHECKLIST, ChecklistScreen
from ackline.adapters.slack.client import slack_client
from ackline.adapters.slack.directory import SlackDirectory
from ackline.adapters.slack.homes import Homes
from ackline.adapters.slack.homescreen import HomeScreen
from ackline.adapters.slack.listeners import NOT_RECORDED, STALE, Doors
from ackline.adapters.slack.looking import AFTER, HOME
from ackline.adapters.slack.messenger import Card, SlackMessenger
from ackline.adapters.slack.owntickets import OwnTickets
from ackline.adapters.slack.poster import Poster
from ackline.adapters.slack.reader import SlackReader
from ackline.adapters.slack.reviewscreen import WAIVE_REVIEW, WaiveScreen
from ackline.adapters.slack.rows import command_row, interaction_row
from ackline.adapters.slack.searchscreen import FIND, SearchScreen
from ackline.adapters.slack.sites import SlackSites
from ackline.domain.authority import Side
from ackline.domain.effects import Audience
from ackline.domain.ids import SubjectId, UserId
from ackline.domain.tickets.intake import Input
from ackline.domain.tickets.witness import CHANGED
from ackline.runtime.settings import BACKFILL_DAYS
from ackline.runtime.slash import slash_commands
from ackline.services.bell import Bell
from ackline.services.book import Book
from ackline.services.briefing import Briefing
from ackline.services.desk import Desk
from ackline.services.engine import Engine
from ackline.services.incoming.fetching import Fetching
from ackline.services.incoming.intake import Intake
from ackline.services.incoming.leaving import Leaving
from ackline.services.incoming.reception import Reception
from ackline.services.incoming.who import Who
from ackline.services.incoming.worker import InboxWorker
from ackline.services.looking.asking import Asking
from ackline.services.looking.choosing import Choosing
from ackline.services.looking.duty import Duty
from ackline.services.looking.home import HomeView
from ackline.services.looking.mine import Mine
from ackline.services.looking.offering import Offering
from ackline.services.looking.onduty import OnDuty
from ackline.services.looking.promising import Promising
from ackline.services.looking.reviews import Drafting
from ackline.services.looking.searching import Searching
from ackline.services.looking.showing import Showing
from ackline.services.looking.telling import Telling
from ackline.services.operating.auditor import Auditor
from ackline.services.operating.backfill import Backfill
from ackline.services.operating.meter import Meter, Unmeasured
from ackline.services.operating.presence import Presence
from ackline.services.operating.pulse import Pulse
from ackline.services.operating.surveying import Surveying
from ackline.services.outgoing.circuit import Circuit
from ackline.services.outgoing.courier import Courier
from ackline.services.outgoing.lookout import Lookout
from ackline.services.ports import Clock, Json, Permanent, Store
from ackline.web.pagers import PAGERDUTY, PHONE, pager_routes


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
    auditor: Auditor
    pulse: Pulse
    answers: Sequence[web.RouteDef]


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
    meter: Meter | None = None,
    backfill_days: int = BACKFILL_DAYS,
    pagerduty_secret: str = "",
) -> Bot:
    """A bot over a store that is migrated and a book that is loaded. Asks Slack who the bot is, once.

    `pagerduty_secret` signs what PagerDuty sends; without one it is not listened to. `backfill_days` is how far back a
    channel that was never read is read for what nobody answered.

    Raises Retry when Slack cannot be reached, Permanent when it refuses the token.
    """
    client = slack_client(bot_token, api_url, http, (meter or Unmeasured()).called)
    me = await introduce(client)
    directory = SlackDirectory(client, me, clock)
    eyes = SlackEyes(client, me, clock)
    read = _Reads(SlackReader(me))
    showing = Showing(store, book)
    desk = Desk(store, book, clock)
    who = Who(directory, book, clock)
    sites = SlackSites(client, me)
    fetch = Fetching(eyes, read, clock)
    reception = Reception(store=store, desk=desk, book=book, who=who, read=read, fetch=fetch, clock=clock, sites=sites)
    worker = InboxWorker(store, reception, clock)
    lookout = Lookout(store, eyes, worker, book, clock, leaves_new=True)
    backfill = Backfill(store=store, book=book, eyes=eyes, read=read, who=who, clock=clock, days=backfill_days)
    surveying = Surveying(store=store, book=book, sites=sites, clock=clock)
    presence = Presence(store, book, clock)
    poster = Poster(client, lambda channel: book.roster.account_of(channel) is not None)
    means = Means(slack=poster, http=http, secrets=secrets, clock=clock, mail=mail)
    messenger = SlackMessenger(
        poster=poster,
        store=store,
        pagers={name: pager(means) for name, pager in PAGERS.items()},
        cards=_Cards(showing),
        briefs=Briefing(store, book, clock),
        gathered=showing.gathered,
        home_of=directory.asked_anew,
        triage_channel=lambda: book.roster.vendor.triage_channel,
        workspace=me.url,
    )
    is_staff = _IsStaff(who, clock)
    home = HomeScreen(HomeView(store, book, clock), is_staff, lambda: book.roster.vendor.name, me.url)
    homes = Homes(client, store, clock, home)
    bell = Bell()
    circuit = Circuit()
    courier = Courier(store, messenger, lookout, clock, bell.ring, circuit)
    auditor = Auditor(store, desk, clock)
    engine = Engine(
        store=store,
        desk=desk,
        worker=worker,
        courier=courier,
        lookout=lookout,
        clock=clock,
        bell=bell,
        presence=presence,
        beside={
            "survey": surveying.work,
            "backfill": backfill.work,
            "presence": presence.beat,
            "homes": homes.follow,
        },
    )
    offering = Offering(store=store, book=book, sites=sites, who=who, clock=clock)
    binding, checklist = BindScreen(offering), ChecklistScreen(offering)
    asking, duty = Asking(store, book, clock), Duty(book, clock)
    choosing = Choosing(store, book, clock)
    telling = Telling(store, book, is_staff)
    search = SearchScreen(Searching(store, book, clock), is_staff, me.url)
    intake = Intake(store, bell.ring)
    doors = Doors(
        intake=intake.take,
        submit=_Submit(reception, engine, clock),
        order=_Order(reception, engine, clock),
        choices=choosing.choices,
        witnessed=choosing.witnessed,
        message=choosing.message,
        tells=telling.tells,
        may_open=telling.may_open,
        commands=slash_commands(
            asking=asking,
            duty=duty,
            on_duty=OnDuty(book, clock),
            promising=Promising(book, clock),
            drafting=Drafting(store, book, clock),
        ),
        views={
            "mine": OwnTickets(Mine(store, book, desk, who, clock), me.url),
            HOME: home,
            "search": search.asked,
            FIND: search.found,
            BIND: binding.asked,
            REDRAW: binding.redrawn,
            CHECKLIST: checklist.asked,
            WAIVE_REVIEW: WaiveScreen(is_staff),
            f"{AFTER}{BIND}": checklist.bound,
            f"{AFTER}{CHECKLIST}": checklist.kept,
        },
        is_staff=is_staff,
        forget=directory.forget,
        profile=Leaving(book, intake.take, clock).changed,
        resurvey=surveying.forget,
        published=homes.published,
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
        auditor=auditor,
        pulse=Pulse(store=store, clock=clock, lookout=lookout, circuit=circuit, auditor=auditor, presence=presence),
        answers=pager_routes(
            take=intake.take, secrets_of=_Signers(book, secrets), pagerduty=pagerduty_secret, clock=clock
        ),
    )


_ANSWERS = {PAGERDUTY: read_pagerduty, PHONE: read_phone}


class _Reads:
    """Inbox rows of any source."""

    def __init__(self, slack: SlackReader) -> None:
        self._slack = slack

    def __call__(self, source: str, body: Json, received_at: datetime) -> Sequence[Input]:
        answer = _ANSWERS.get(source)
        return (answer(body, received_at),) if answer is not None else self._slack(source, body, received_at)


class _Signers:
    """What the webhooks of a person's lines are signed with."""

    def __init__(self, book: Book, secrets: Mapping[str, str]) -> None:
        self._book = book
        self._secrets = secrets

    def __call__(self, person: str) -> Sequence[str]:
        found = self._book.roster.people.get(UserId(person))
        names = [x.secret for x in found.lines if x.pager == "webhook"] if found is not None else []
        return [secret for name in names if (secret := self._secrets.get(name))]


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
        try:
            verdicts = await self._reception.submit(row)
        except Permanent as refusal:
            return {"": str(refusal)}
        self._engine.wake()
        refusals = [v.why[-1] for v in verdicts if v.outcome == "refused" and v.why]
        if not refusals:
            return None
        stale = refusals[0].startswith(CHANGED)
        return {STALE: refusals[0].removeprefix(CHANGED)} if stale else {"": refusals[0]}


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
