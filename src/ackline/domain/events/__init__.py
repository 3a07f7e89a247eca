"""Facts, in the past tense. Everything that changes anything enters the desk as one of these.

`id` never repeats for two facts and never differs for one; `at` is when it happened in the world.
"""

from ackline.domain.events.accounts import (
    AccountKnown,
    BotReturned,
    ChannelClosed,
    ChecklistKept,
    MessageRedirected,
    PagingPaused,
    PagingUnpaused,
    ReviewMarked,
    StaffSpoke,
    UnboundSpoken,
    Withheld,
)
from ackline.domain.events.fact import Fact, InstallationFact, TimerFired, Writing
from ackline.domain.events.installations import (
    Audited,
    Begun,
    CalendarRead,
    ChannelBound,
    ChannelFound,
    ChannelsSurveyed,
    ChannelUnbound,
    Erased,
    Finding,
    HistoryRead,
    ImportTaken,
    LetterDropped,
    LineFailed,
    PersonChecked,
    Reached,
    ShadowSet,
    ShiftCovered,
    ShiftsSwapped,
    ShiftUncovered,
)
from ackline.domain.events.pages import (
    PageDeclined,
    PageDelivered,
    PageFailed,
    PageRequested,
    PageSeen,
    PageStopped,
    StepDeclined,
    StepReported,
    TrialAsked,
    Tried,
)
from ackline.domain.events.tickets import (
    Acted,
    ChannelLost,
    ChannelRestored,
    CustomerReplied,
    DetailsAdded,
    MessageDeleted,
    MessageEdited,
    MessageSplit,
    Place,
    PressRefused,
    Reacted,
    RootJoined,
    StaffReplied,
    ThreadBegun,
    TicketOpened,
    TicketsMerged,
)

__all__ = [
    "EVENTS",
    "AccountKnown",
    "Acted",
    "Audited",
    "Begun",
    "BotReturned",
    "CalendarRead",
    "ChannelBound",
    "ChannelClosed",
    "ChannelFound",
    "ChannelLost",
    "ChannelRestored",
    "ChannelUnbound",
    "ChannelsSurveyed",
    "ChecklistKept",
    "CustomerReplied",
    "DetailsAdded",
    "Erased",
    "Event",
    "Fact",
    "Finding",
    "HistoryRead",
    "ImportTaken",
    "InstallationFact",
    "LetterDropped",
    "LineFailed",
    "MessageDeleted",
    "MessageEdited",
    "MessageRedirected",
    "MessageSplit",
    "PageDeclined",
    "PageDelivered",
    "PageFailed",
    "PageRequested",
    "PageSeen",
    "PageStopped",
    "PagingPaused",
    "PagingUnpaused",
    "PersonChecked",
    "Place",
    "PressRefused",
    "Reached",
    "Reacted",
    "ReviewMarked",
    "RootJoined",
    "ShadowSet",
    "ShiftCovered",
    "ShiftUncovered",
    "ShiftsSwapped",
    "StaffReplied",
    "StaffSpoke",
    "StepDeclined",
    "StepReported",
    "ThreadBegun",
    "TicketOpened",
    "TicketsMerged",
    "TimerFired",
    "TrialAsked",
    "Tried",
    "UnboundSpoken",
    "Withheld",
    "Writing",
]

Event = (
    TicketOpened
    | RootJoined
    | CustomerReplied
    | StaffReplied
    | MessageEdited
    | MessageDeleted
    | Reacted
    | Acted
    | DetailsAdded
    | TicketsMerged
    | MessageSplit
    | ThreadBegun
    | TimerFired
    | ChannelLost
    | ChannelRestored
    | PageRequested
    | PageDelivered
    | PageFailed
    | PageSeen
    | PageDeclined
    | StepDeclined
    | PageStopped
    | StepReported
    | MessageRedirected
    | UnboundSpoken
    | ChannelClosed
    | StaffSpoke
    | PressRefused
    | PagingPaused
    | PagingUnpaused
    | Begun
    | ShiftCovered
    | ShiftUncovered
    | ShiftsSwapped
    | PersonChecked
    | LineFailed
    | Reached
    | CalendarRead
    | ImportTaken
    | ChannelFound
    | ChannelsSurveyed
    | HistoryRead
    | ChannelBound
    | ChannelUnbound
    | ShadowSet
    | Withheld
    | TrialAsked
    | BotReturned
    | ChecklistKept
    | AccountKnown
    | ReviewMarked
    | Audited
    | LetterDropped
    | Erased
)


EVENTS: dict[str, type[Event]] = {event.__name__: event for event in Event.__args__}
