"""A channel, or the conversation of the bot with one person (im) or several (mpim)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """`connected` holds every organisation in it, the host too; privacy is a flag, never the id's first letter."""

    id: str
    name: str
    host: str
    connected: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    archived: bool = False
    created: int = 1_700_000_000
    topic: str = ""

    @property
    def is_ext_shared(self) -> bool:
        """Whether another organisation is connected now."""
        return any(team != self.host for team in self.connected)

    @property
    def kind(self) -> str:
        """`channel_type` of its events: im, mpim, group or channel."""
        if self.is_im or self.is_mpim:
            return "im" if self.is_im else "mpim"
        return "group" if self.private else "channel"
