"""What happens to the processes: death at bad moments, sleep, and a database that goes away."""

import asyncio
import random
from collections.abc import Coroutine, Sequence
from typing import Any

from fleet import Replica
from pgserver import Server
from scarcity import Room
from town import Town
from wrongclock import WrongClock

_CUT_LISTENERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND query ~ '^(LISTEN|NOTIFY)'"
)


async def deaths(town: Town, kills: int, seed: int) -> None:
    """One replica after another dies, at a random moment, while a telephone rings or while a message is posted."""
    chance = random.Random(seed)
    for _ in range(kills):
        replica = chance.choice(town.replicas)
        if len(town.replicas) == 1 or chance.random() < 0.5:
            await replica.ready()
        await _bad_moment(town, chance)
        await replica.kill()
        await asyncio.sleep(chance.uniform(0, 0.3))
        await replica.start()


async def _bad_moment(town: Town, chance: random.Random) -> None:
    """Wait for one, two seconds at most."""
    match chance.choice(("anywhere", "ring", "post")):
        case "ring":
            town.telephones.ringing.clear()
            await _at_most(town.telephones.ringing.wait())
        case "post":
            before = len(town.slack.stage.calls)
            await _at_most(_posting(town, before))
        case _:
            await asyncio.sleep(chance.uniform(0, 1.5))


async def _posting(town: Town, before: int) -> None:
    for _ in range(400):
        if any(call.method == "chat.postMessage" for call in town.slack.stage.calls[before:]):
            return
        await asyncio.sleep(0.005)


async def _at_most(waiting: Coroutine[Any, Any, object]) -> None:
    await asyncio.wait({asyncio.ensure_future(waiting)}, timeout=2)


async def sleep_past_the_lease(town: Town, sleeper: Replica, seconds: float) -> None:
    """A replica stands still while a telephone rings, wakes up when all it held is another's, and goes on."""
    for _ in range(2):
        town.telephones.ringing.clear()
        await _at_most(town.telephones.ringing.wait())
        sleeper.freeze()
        await asyncio.sleep(seconds)
        sleeper.thaw()
        await asyncio.sleep(1)


async def database_restarts(town: Town, server: Server, restarts: int, seed: int) -> None:
    """The database breaks off in the middle of everything, and comes back."""
    chance = random.Random(seed)
    for _ in range(restarts):
        await asyncio.sleep(chance.uniform(1, 2.5))
        await server.restart()


async def listeners_are_cut_off(town: Town, rounds: int) -> int:
    """Whatever connection listens for hints is terminated; how many were."""
    cut = 0
    for _ in range(rounds):
        await asyncio.sleep(1.5)
        cut += len(await town.database.run(_CUT_LISTENERS))
    return cut


async def there_is_no_room(town: Town, room: Room, rounds: int) -> None:
    """All room is taken away for a while, and given back."""
    for _ in range(rounds):
        await asyncio.sleep(1.5)
        room.take()
        refused = town.balancer.answers[503]
        await _at_most(_refusing(town, refused))
        await asyncio.sleep(1)
        room.give_back()


async def _refusing(town: Town, before: int) -> None:
    for _ in range(40):
        if town.balancer.answers[503] > before:
            return
        await asyncio.sleep(0.05)


async def clocks_are_stepped(clocks: Sequence[WrongClock], steps: Sequence[int]) -> None:
    """Each clock jumps, one after the other, from one wrong time to the next."""
    for step in steps:
        for clock in clocks:
            await asyncio.sleep(1)
            clock.step_to(step)
            step = -step
    await asyncio.sleep(1)


async def restarts_by_request(town: Town, restarts: int, seed: int) -> None:
    """One replica after the other is asked to stop while it works, and comes back, as in a rolling upgrade."""
    chance = random.Random(seed)
    for number in range(restarts):
        replica = town.replicas[number % len(town.replicas)]
        await replica.ready()
        await _bad_moment(town, chance)
        assert await replica.stop() == 0, replica.written
        await replica.start()
