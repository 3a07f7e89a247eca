"""Fixtures of the Slack adapter's tests."""

from collections.abc import AsyncIterator

import pytest
from slack_rig import Rig, rig


@pytest.fixture
async def bot() -> AsyncIterator[Rig]:
    """The bot's Slack side against the sandbox."""
    async with rig() as made:
        yield made
