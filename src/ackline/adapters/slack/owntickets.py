"""A customer's open tickets, in a modal that only whoever asked can see."""

from ackline.adapters.slack.blocks import render
from ackline.adapters.slack.looking import Look, Screen
from ackline.adapters.slack.screens import modal
from ackline.services.looking.mine import Mine


class OwnTickets:
    """`workspace` is the URL that links to threads begin with."""

    def __init__(self, mine: Mine, workspace: str) -> None:
        self._mine = mine
        self._workspace = workspace

    async def __call__(self, look: Look) -> Screen:
        """The list; Permanent, in words, for what is not theirs."""
        parts = await self._mine.listed(look.user, look.team, look.value, look.channel)
        blocks = [block for part in parts for block in render(part, {}, workspace=self._workspace).blocks]
        return Screen(view=modal("Our open tickets", blocks))
