"""One channel's messages by `ts`, with the order and the threads that the API reads."""

import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ackline.sandbox.message import Message


@dataclass(slots=True)
class Timeline:
    """`ts` sort as text, since all have ten digits before the dot and six after it."""

    messages: dict[str, Message] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    threads: dict[str, list[str]] = field(default_factory=dict)

    def put(self, message: Message) -> None:
        """Keep a new message or the new state of one."""
        if message.ts not in self.messages:
            bisect.insort(self.order, message.ts)
            if message.is_reply and message.thread_ts:
                bisect.insort(self.threads.setdefault(message.thread_ts, []), message.ts)
        self.messages[message.ts] = message

    def newest_first(self, before: str) -> Iterator[Message]:
        """All of it at or before a ts, deleted ones too."""
        last = bisect.bisect_right(self.order, before)
        return (self.messages[self.order[index]] for index in range(last - 1, -1, -1))

    def below(self, root: str) -> list[Message]:
        """What hangs below a message, oldest first, deleted ones too."""
        return [self.messages[ts] for ts in self.threads.get(root, ())]

    def replies(self, root: str) -> tuple[Message, ...]:
        """What hangs below a message and is not deleted, oldest first."""
        return tuple(message for message in self.below(root) if not message.deleted)

    def rekeyed(self, channel: str) -> "Timeline":
        """The same under another channel id."""
        moved = {ts: replace(message, channel=channel) for ts, message in self.messages.items()}
        return Timeline(messages=moved, order=self.order, threads=self.threads)
