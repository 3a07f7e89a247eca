"""An account's checklist as accounts.yml has it: what staff ticked in Slack, as `ackline export-config` wrote it."""

from datetime import UTC, datetime

from ackline.adapters.config.contracts.block import Block
from ackline.adapters.config.contracts.source import Raw
from ackline.adapters.config.roster.people import USER
from ackline.domain.contract import Contract
from ackline.domain.ids import UserId
from ackline.domain.setup.checklist import EMPTY, Checklist, Tick, points

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def read_checklist(block: Block | None, contract: Contract | None) -> Checklist:
    """The checklist of a block; its points are those of the contract, each ticked by somebody at some time."""
    if block is None:
        return EMPTY
    if contract is None:
        block.abandon()
        return EMPTY
    names: dict[str, tuple[str, ...]] = {}
    if (named := block.part("names")) is not None:
        each = [item.id for item in contract.onboarding if item.each]
        for item in named.keys:
            named.reading.known(named.at(item), item, each, f"item that {contract.id} asks of each")
            names[item] = named.words(item)
    there = {point.id for point in points(contract, Checklist(names=names))}
    ticks: dict[str, Tick] = {}
    for point, tick in block.parts("ticks"):
        tick.reading.known(tick.path, point, there, f"point of the checklist of {contract.id}")
        ticks[point] = Tick(by=_by(tick), at=_at(tick))
    return Checklist(names=names, ticks=ticks)


def written_checklist(checklist: Checklist) -> dict[str, Raw]:
    """The block that reads as this checklist."""
    names: dict[str, Raw] = {item: list(each) for item, each in checklist.names.items()}
    ticks: dict[str, Raw] = {
        point: {"by": tick.by, "at": tick.at.astimezone(UTC).isoformat()} for point, tick in checklist.ticks.items()
    }
    return {key: value for key, value in (("names", names), ("ticks", ticks)) if value}


def _by(tick: Block) -> UserId:
    """Who ticked it. They may have left since, so people.yml need not name them."""
    by = tick.text("by")
    if by and not USER.fullmatch(by):
        tick.reading.wrong(tick.at("by"), f"{by!r} is no Slack user id", "write an id such as U0ADA")
    return UserId(by)


def _at(tick: Block) -> datetime:
    written = tick.text("at")
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        at = None
    if at is not None and at.tzinfo is not None:
        return at
    if written:
        tick.reading.wrong(tick.at("at"), f"{written!r} is no instant", "write it as 2026-11-20T15:00:00+00:00")
    return _NEVER
