"""What goes wrong on demand when the app calls the Web API."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from ackline.sandbox.wire import Json

READS = frozenset({"conversations.history", "conversations.replies", "reactions.get"})
"""The methods that a stale answer makes sense of."""


class FaultKind(StrEnum):
    """How a call fails; `after` means that Slack has already done what was asked.

    `stale` answers what is read of messages as it was `seconds` ago: before what was written, edited, deleted or
    reacted since.
    """

    RATE_LIMITED = "rate_limited"
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    SLACK_ERROR = "slack_error"
    STALE = "stale"

    @property
    def accepted(self) -> bool:
        """Whether the call takes effect all the same."""
        return self.value.endswith("_after") or self is FaultKind.STALE


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The next `times` calls of a method (`*`: of any) whose arguments are those of `where` fail like this."""

    method: str
    kind: FaultKind
    times: int = 1
    retry_after: int = 30
    seconds: float = 1.0
    error: str = "internal_error"
    where: Json = field(default_factory=dict)

    def hits(self, method: str, args: Json) -> bool:
        """Whether it is meant for this call."""
        if self.kind is FaultKind.STALE and method not in READS:
            return False
        return self.method in ("*", method) and all(args.get(key) == value for key, value in self.where.items())


class Faults:
    """The faults that are still to happen, in the order in which they were asked for."""

    def __init__(self) -> None:
        self.pending: tuple[Fault, ...] = ()

    def add(self, fault: Fault) -> None:
        """From now on, until it has happened `times` times."""
        self.pending = (*self.pending, fault)

    def clear(self) -> None:
        """Nothing more goes wrong."""
        self.pending = ()

    def take(self, method: str, args: Json) -> Fault | None:
        """The fault of this call, counted down."""
        for index, fault in enumerate(self.pending):
            if fault.hits(method, args):
                left = (replace(fault, times=fault.times - 1),) if fault.times > 1 else ()
                self.pending = (*self.pending[:index], *left, *self.pending[index + 1 :])
                return fault
        return None
