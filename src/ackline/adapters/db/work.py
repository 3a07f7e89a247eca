"""One transaction, seen through the ports."""

from dataclasses import dataclass

from ackline.adapters.db.anchors import DbAnchors
from ackline.adapters.db.archive import DbArchive
from ackline.adapters.db.channels import DbChannels
from ackline.adapters.db.config import DbConfig
from ackline.adapters.db.connection import Connection
from ackline.adapters.db.counting import DbCounting
from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.inbox import DbInbox
from ackline.adapters.db.journal import DbJournal
from ackline.adapters.db.letters import DbLetters
from ackline.adapters.db.outbox import DbOutbox
from ackline.adapters.db.queue import DbQueue
from ackline.adapters.db.quotes import DbQuotes
from ackline.adapters.db.search import DbSearch
from ackline.adapters.db.subjects import DbSubjects
from ackline.adapters.db.texts import DbTexts
from ackline.adapters.db.threads import DbThreads
from ackline.adapters.db.waits import DbWaits
from ackline.adapters.db.watermarks import DbWatermarks


@dataclass(frozen=True, slots=True, kw_only=True)
class DbWork:
    """The port `Work`."""

    inbox: DbInbox
    subjects: DbSubjects
    journal: DbJournal
    outbox: DbOutbox
    threads: DbThreads
    texts: DbTexts
    quotes: DbQuotes
    channels: DbChannels
    watermarks: DbWatermarks
    waits: DbWaits
    config: DbConfig
    counting: DbCounting
    queue: DbQueue
    search: DbSearch
    letters: DbLetters
    anchors: DbAnchors
    archive: DbArchive


def work_on(connection: Connection, dialect: Dialect) -> DbWork:
    """Every port over one connection, whose transaction is begun and ended by whoever calls."""
    return DbWork(
        inbox=DbInbox(connection, dialect),
        subjects=DbSubjects(connection, dialect),
        journal=DbJournal(connection, dialect),
        outbox=DbOutbox(connection, dialect),
        threads=DbThreads(connection, dialect),
        texts=DbTexts(connection, dialect),
        quotes=DbQuotes(connection, dialect),
        channels=DbChannels(connection, dialect),
        watermarks=DbWatermarks(connection, dialect),
        waits=DbWaits(connection, dialect),
        config=DbConfig(connection, dialect),
        counting=DbCounting(connection),
        queue=DbQueue(connection, dialect),
        search=DbSearch(connection, dialect),
        letters=DbLetters(connection),
        anchors=DbAnchors(connection, dialect),
        archive=DbArchive(connection, dialect),
    )
