"""What Slack says of a channel: where it lives, whether it is shared, and whether the bot is in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A channel as Slack shows it. `hosted_here`: it lives in the vendor's workspace, not in a customer's."""

    channel: str
    name: str
    hosted_here: bool
    shared: bool
    present: bool
