"""What goes wrong when somebody wants it to: calls that fail, and events that are late, lost, doubled or too many."""

from ackline.sandbox import events
from ackline.sandbox.delivery import Line
from ackline.sandbox.faults import READS, Fault, FaultKind
from ackline.sandbox.staged import Staged
from ackline.sandbox.wire import Json, Refused


class Misfortunes(Staged):
    """Each happens from now on, or once."""

    async def fault(
        self,
        method: str,
        kind: str,
        times: int = 1,
        retry_after: int = 30,
        seconds: float = 1.0,
        error: str = "internal_error",
        where: Json | None = None,
    ) -> None:
        """The next `times` calls of a method (`*` for any; `where` narrows by argument) fail as `FaultKind` says."""
        try:
            fault_kind = FaultKind(kind)
        except ValueError:
            raise Refused("unknown_fault", f"{kind!r} is none of {', '.join(FaultKind)}") from None
        if fault_kind is FaultKind.STALE and method not in ("*", *READS):
            raise Refused("bad_arguments", f"only {', '.join(sorted(READS))} can be stale, {method} cannot")
        self.stage.faults.add(
            Fault(
                method=method,
                kind=fault_kind,
                times=times,
                retry_after=retry_after,
                seconds=seconds,
                error=error,
                where=where or {},
            )
        )

    async def clear_faults(self) -> None:
        """Nothing more goes wrong."""
        self.stage.faults.clear()

    async def line(self, state: str) -> None:
        """Events from now on: `open` delivered, `held` until released, `lost` for ever, `broken` failing and retried.

        Opening the line leaves held and lost events where they are; retries go on by the clock.
        """
        try:
            self.stage.delivery.line = Line(state)
        except ValueError:
            raise Refused("unknown_line", f"{state!r} is none of {', '.join(Line)}") from None
        await self.settle()

    async def release(self, order: str = "sent", seed: int = 0) -> None:
        """Held events go out, as `sent`, `reversed` or `shuffled`, and the line is open."""
        self.stage.delivery.release(order, seed)
        await self.settle()

    async def redeliver(self, event_id: str, same_id: bool = True) -> None:
        """One event, lost ones too, goes out once more."""
        self.stage.delivery.redeliver(event_id, same_id=same_id)
        await self.settle()

    async def copies(self, copies: int, same_id: bool = True) -> None:
        """Every event from now on comes that many times more, under the same or another event id."""
        delivery = self.stage.delivery
        delivery.copies, delivery.copies_keep_id = copies, same_id

    async def rate_limit_events(self) -> None:
        """The app is told by `app_rate_limited` that this minute's events exceed what Slack sends."""
        stage = self.stage
        stage.delivery.add(events.app_rate_limited(stage.workspace.world, stage.clock.epoch // 60 * 60))
        await self.settle()
