"""What waits for an instant that was reckoned by a clock which was put back since."""

from datetime import datetime, timedelta
from typing import Protocol

STEP = timedelta(minutes=2)
"""How far a clock has to go back to count: longer than any lease, any claim and any pause of ours between two tries."""


class Waits(Protocol):
    """Leases, claims and pauses of both boxes, inside a transaction."""

    async def follow_back(self, told: datetime, now: datetime) -> bool:
        """Let what waits wait no longer for it that the clock was put back since `told`; whether it was.

        What a pager or Slack asked us to wait is still waited for, and so is an hour that somebody has chosen.
        """
