"""The bell: whoever did something rings it, and every loop looks again at once instead of at its next poll."""

import asyncio


class Bell:
    """Rings for all who listen."""

    def __init__(self) -> None:
        self._listening: list[asyncio.Event] = []

    def listen(self) -> asyncio.Event:
        """An event that each ring sets; the listener clears it before it looks."""
        event = asyncio.Event()
        self._listening.append(event)
        return event

    def ring(self) -> None:
        """Wake every listener."""
        for event in self._listening:
            event.set()
