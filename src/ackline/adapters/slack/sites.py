"""Where a channel lives, by `conversations.info`."""

from slack_sdk.web.async_client import AsyncWebClient

from ackline.adapters.slack.errors import Refusal, ask
from ackline.adapters.slack.fields import at, items, text
from ackline.adapters.slack.me import Me
from ackline.domain.setup.site import Site

_UNSEEN = frozenset({"channel_not_found", "not_in_channel"})


class SlackSites:
    """Asks Slack about channels. A channel is hosted by one organisation, whoever else is connected to it."""

    def __init__(self, client: AsyncWebClient, me: Me) -> None:
        self._client = client
        self._me = me

    async def of(self, channel: str) -> Site | None:
        """What Slack says of a channel; None for one that it does not show to the bot. Retry, or another Refusal."""
        try:
            shape = at(await ask(self._client.conversations_info(channel=channel)), "channel")
        except Refusal as refusal:
            if refusal.code not in _UNSEEN:
                raise
            return None
        host = text(shape, "conversation_host_id")
        ours = {self._me.team, self._me.enterprise, *items(shape, "internal_team_ids")}
        return Site(
            channel=channel,
            name=text(shape, "name") or channel,
            hosted_here=host is None or host in ours,
            shared=at(shape, "is_ext_shared") is True,
            present=at(shape, "is_member") is True and at(shape, "is_archived") is not True,
        )
