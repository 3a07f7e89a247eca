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
    states: dict[str, list[tuple[str, Message]]] = field(default_factory=dict)

    def put(self, message: Message, at: str) -> None:
        """Keep a new message, or the new state of one; `at` is the ts since which it is so."""
        if message.ts not in self.messages:
            bisect.insort(self.order, message.ts)
            if message.is_reply and message.thread_ts:
                bisect.insort(self.threads.setdefault(message.thread_ts, []), message.ts)
        self.messages[message.ts] = message
        self.states.setdefault(message.ts, []).append((at, message))

    def as_of(self, then: str) -> "Timeline":
        """The same as it was at a ts: without what was written since, and before what was done to the rest of it."""
        before = Timeline()
        for ts in self.order:
            known = [(at, state) for at, state in self.states[ts] if at <= then]
            if known:
                at, state = known[-1]
                before.put(state, at)
        return before

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
        states = {
            ts: [(at, replace(state, channel=channel)) for at, state in known] for ts, known in self.states.items()
        }
        present = {ts: known[-1][1] for ts, known in states.items()}
        return Timeline(messages=present, order=self.order, threads=self.threads, states=states)
