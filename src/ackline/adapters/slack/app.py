"""Slack's requests to the listeners, over HTTP: Bolt checks the signature and finds who it is for."""

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from ackline.adapters.slack.errors import Refusal, ask
from ackline.adapters.slack.fields import at, ident, text
from ackline.adapters.slack.listeners import Doors, register
from ackline.adapters.slack.me import Me
from ackline.services.ports import Retry


async def introduce(client: AsyncWebClient) -> Me:
    """The bot's own ids, asked before anything is served. Raises Retry or Refusal."""
    answer = await ask(client.auth_test())
    user, team, bot = ident(answer, "user_id"), ident(answer, "team_id"), ident(answer, "bot_id") or ""
    if user is None or team is None:
        raise Retry("Slack did not say who the bot is")
    return Me(
        user=user,
        bot=bot,
        app=await _app_id(client, bot),
        team=team,
        enterprise=ident(answer, "enterprise_id"),
        url=text(answer, "url") or "",
    )


async def _app_id(client: AsyncWebClient, bot: str) -> str:
    """The app's id; "" where Slack won't say: the bot's own messages are known by its user and bot ids as well."""
    try:
        return ident(await ask(client.bots_info(bot=bot)), "bot", "app_id") or ""
    except Refusal:
        return ""


def build(client: AsyncWebClient, me: Me, signing_secret: str | None, doors: Doors) -> AsyncApp:
    """A Bolt app whose listeners are done before Slack is answered.

    Who the bot is was asked before: when Bolt asks with the first request and fails, it answers 200 and the event is
    lost.
    """
    known = AuthorizeResult(
        enterprise_id=me.enterprise,
        team_id=me.team,
        bot_user_id=me.user,
        bot_id=me.bot or None,
        bot_token=client.token,
    )

    async def authorize() -> AuthorizeResult:
        return known

    app = AsyncApp(
        name="ackline-bolt",  # Bolt sets the level of the logger of this name
        client=AsyncWebClient(base_url=client.base_url, session=client.session, retry_handlers=[]),
        authorize=authorize,
        signing_secret=signing_secret or "",
        process_before_response=True,
    )
    register(app, client, doors)
    return app


def _named(body: object) -> bool:
    """Whether a request names what happened: Bolt takes that for granted, and stumbles where it isn't so."""
    kind = text(body, "type")
    if kind is None and at(body, "type") is not None:
        return False
    match kind:
        case "event_callback":
            return isinstance(at(body, "event"), dict)
        case "block_actions":
            actions = at(body, "actions")
            return isinstance(actions, list) and bool(actions) and text(actions[0], "action_id") is not None
        case "view_submission":
            return None not in (text(body, "view", "callback_id"), text(body, "view", "type"))
        case "message_action":
            return text(body, "callback_id") is not None
    return True


class Endpoint:
    """`/slack/events`: events, clicks, forms and commands. Without a signing secret there is no such page."""

    def __init__(self, app: AsyncApp, signing_secret: str | None) -> None:
        self._app = app
        self._open = bool(signing_secret)

    async def handle(self, request: web.Request) -> web.Response:
        """Slack's answer: 200 once it is on disk, 401 unsigned, 503 when it could not be kept."""
        if not self._open:
            return web.Response(status=404)
        if not request.headers.get("X-Slack-Request-Timestamp", "0").isdecimal():  # Bolt takes it for a number
            return web.Response(status=401)
        try:
            asked = await to_bolt_request(request)
        except (ValueError, TypeError, AttributeError, LookupError):  # Bolt looks for ids in it, whatever stands there
            return web.Response(status=400, text="neither JSON nor a form")
        if not _named(asked.body):
            return web.Response(status=400, text="it does not say what it is about")
        return await to_aiohttp_response(await self._app.async_dispatch(asked))
