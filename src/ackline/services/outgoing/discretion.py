"""What words that go to one customer would tell of another: a ticket's number or a channel's id stop them."""

import re

from ackline.domain.duty.people import Account, Roster
from ackline.services.outgoing.posting import channel_of
from ackline.services.ports import Work

_NUMBER = re.compile(r"(?<![\w/&])#(\d{1,9})\b")
_CHANNEL = re.compile(r"\b[CG][A-Z0-9]{5,}\b")


async def betrayed(work: Work, words: str, account: Account, roster: Roster) -> str:
    """Why the words may not be said to an account; "" when they may. Numbers and ids of nobody are just words."""
    for number in dict.fromkeys(_NUMBER.findall(words)):
        ticket = await work.subjects.by_number(int(number))
        owner = roster.account_of(channel_of(ticket)) if ticket is not None else None
        if owner is not None and owner.id != account.id:
            return f"#{number} is another customer's ticket: leave it out."
    for channel in dict.fromkeys(_CHANNEL.findall(words)):
        owner = roster.account_of(await work.channels.bound_id(channel))
        inside = channel in (roster.vendor.triage_channel, roster.vendor.fallback_channel)
        if inside or (owner is not None and owner.id != account.id):
            return f"{channel} is a channel that this customer does not know: leave it out."
    return ""


def others_named(words: str, account: Account, roster: Roster) -> tuple[str, ...]:
    """Other customers whose name stands among the words. It may be a plain word, so it stops nothing."""
    names = sorted({a.name for a in roster.accounts.values() if a.id != account.id and a.name != account.name})
    return tuple(name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words))
