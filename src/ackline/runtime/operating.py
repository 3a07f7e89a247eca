"""What is done beside the promises, again and again: audits, anchors, calendars, retention, heartbeat."""

from functools import partial

import aiohttp
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from ackline.runtime.edition import follow_calendars
from ackline.runtime.heartbeat import Heartbeat
from ackline.runtime.scheduler import Chore
from ackline.runtime.settings import Settings
from ackline.runtime.wiring import Bot
from ackline.services.operating.anchoring import Anchoring
from ackline.services.operating.retention import Retention

_AUDIT = IntervalTrigger(minutes=3)
_ANCHOR = IntervalTrigger(minutes=10)
_CALENDARS = IntervalTrigger(hours=1)
_HEARTBEAT = IntervalTrigger(minutes=1)
_RETENTION = CronTrigger(hour=3, minute=17, timezone="UTC")


def chores(bot: Bot, settings: Settings, http: aiohttp.ClientSession) -> list[Chore]:
    """Everything that the scheduler does for a bot beside waking it."""
    listed = [
        Chore(name="audit", when=_AUDIT, work=bot.auditor.audit),
        Chore(name="anchor", when=_ANCHOR, work=Anchoring(bot.store, bot.clock).look),
    ]
    if settings.config is not None:
        follow = partial(follow_calendars, bot.store, bot.book, settings.config, bot.clock)
        listed.append(Chore(name="calendars", when=_CALENDARS, work=follow))
    if settings.heartbeat_url:
        heartbeat = Heartbeat(http, settings.heartbeat_url, bot.pulse.why_not)
        listed.append(Chore(name="heartbeat", when=_HEARTBEAT, work=heartbeat.beat))
    if settings.retention_days is not None:
        retention = Retention(bot.store, bot.clock, settings.retention_days)
        listed.append(Chore(name="retention", when=_RETENTION, work=retention.sweep))
    return listed
