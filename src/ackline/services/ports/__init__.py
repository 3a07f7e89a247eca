"""What the services need from the world, as small protocols. Adapters provide them; wiring joins them.

All store ports live inside one transaction: what is done through them is visible together or not at all.
"""

from ackline.services.ports.book import Book, Clock
from ackline.services.ports.inbox import Inbox, Incoming, Json, Waiting
from ackline.services.ports.outbox import Leased, Outbox, Outgoing, Result
from ackline.services.ports.slack import (
    Directory,
    Eyes,
    History,
    Home,
    Messenger,
    Needless,
    Permanent,
    Receipt,
    Retry,
    Root,
    Sites,
)
from ackline.services.ports.store import (
    Channels,
    Config,
    Quotes,
    Quoting,
    Store,
    Text,
    Texts,
    ThreadOf,
    Threads,
    Watermarks,
    Work,
)
from ackline.services.ports.subjects import Derived, Entry, Journal, Kept, Recorded, Settled, Subjects

__all__ = [
    "Book",
    "Channels",
    "Clock",
    "Config",
    "Derived",
    "Directory",
    "Entry",
    "Eyes",
    "History",
    "Home",
    "Inbox",
    "Incoming",
    "Journal",
    "Json",
    "Kept",
    "Leased",
    "Messenger",
    "Needless",
    "Outbox",
    "Outgoing",
    "Permanent",
    "Quotes",
    "Quoting",
    "Receipt",
    "Recorded",
    "Result",
    "Retry",
    "Root",
    "Settled",
    "Sites",
    "Store",
    "Subjects",
    "Text",
    "Texts",
    "ThreadOf",
    "Threads",
    "Waiting",
    "Watermarks",
    "Work",
]
