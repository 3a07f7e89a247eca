"""Customers who write, and staff who react: a seed decides who does what next."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import vendor

from ackline.sandbox.sandbox import Sandbox
from ackline.sandbox.wire import Refused


@dataclass(slots=True, kw_only=True)
class Call:
    """A P1 that a customer posted. `acknowledged`: staff has put its eyes on it, and may have been in time."""

    account: int
    ts: str
    acknowledged: bool = False


class Traffic:
    """What happens in the shared channels. One P1 an account: what rings there belongs to it."""

    def __init__(self, slack: Sandbox, seed: int) -> None:
        self.calls: list[Call] = []
        self._slack = slack
        self._random = random.Random(seed)
        self._quiet = list(vendor.ACCOUNTS)
        self._random.shuffle(self._quiet)

    async def act(self) -> None:
        """One thing happens. What Slack refuses because nobody answered in time counts as not done."""
        chosen = self._random.choices((self._call, self._chat, self._reply, self._acknowledge), (4, 2, 3, 2))[0]
        try:
            await chosen()
        except Refused:
            return

    async def acknowledge_all(self) -> None:
        """Staff has seen everything."""
        for call in self.calls:
            await self._see(call)

    async def _call(self) -> None:
        if not self._quiet:
            return await self._chat()
        account = self._quiet.pop()
        words = f"P1: nobody can log in ({self._random.randrange(1000)})"
        ts = await self._slack.post(vendor.channel(account), vendor.customer(account), words)
        self.calls.append(Call(account=account, ts=ts))
        return None

    async def _chat(self) -> None:
        account = self._random.choice(vendor.ACCOUNTS)
        await self._slack.post(vendor.channel(account), vendor.colleague(account), "Where do I find the release notes?")

    async def _reply(self) -> None:
        call = self._one(lambda _: True)
        if call is None:
            return await self._call()
        channel = vendor.channel(call.account)
        await self._slack.post(channel, vendor.customer(call.account), "It is still so.", thread_ts=call.ts)
        return None

    async def _acknowledge(self) -> None:
        """Staff sees one of every two calls at most: the others have to climb."""
        call = self._one(lambda call: call.account % 2 == 0)
        if call is not None:
            await self._see(call)

    async def _see(self, call: Call) -> None:
        if not call.acknowledged:
            call.acknowledged = True
            await self._slack.react(vendor.channel(call.account), call.ts, vendor.STAFF, "eyes")

    def _one(self, wanted: Callable[[Call], bool]) -> Call | None:
        found = [call for call in self.calls if wanted(call)]
        return self._random.choice(found) if found else None
