"""`auth.test`, `users.*`, `team.info`, `bots.info`: who is who."""

from ackline.sandbox import shapes
from ackline.sandbox.api.call import ApiError, Call
from ackline.sandbox.wire import Json


def auth_test(call: Call) -> Json:
    """`auth.test`: the installing team and the bot. Links built on its `url` lead to the sandbox's own page."""
    app, team = call.world.app, call.world.vendor
    return {
        "url": f"{call.workspace.origin}/",
        "team": team.name,
        "user": app.name,
        "team_id": team.id,
        "user_id": app.bot_user,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def user_info(call: Call) -> Json:
    """`users.info`: also people of connected organisations; others are `user_not_found`."""
    return {"user": shapes.user_json(call.world, call.user(), call.workspace.clock.now)}


def user_list(call: Call) -> Json:
    """`users.list`: the installing team's people, deactivated ones too."""
    own = [user for user in call.world.users.values() if not call.world.is_external(user)]
    found, page = call.page(own, 1000, 1000)
    shown = [shapes.user_json(call.world, user, call.workspace.clock.now) for user in found]
    return {"members": shown, "cache_ts": call.workspace.clock.epoch} | page


def team_info(call: Call) -> Json:
    """`team.info`, of the installing team or, by `team`, of a connected one."""
    team = call.world.teams.get(call.text("team", call.world.vendor.id))
    if team is None:
        raise ApiError("team_not_found")
    return {"team": shapes.team_json(team)}


def bot_info(call: Call) -> Json:
    """`bots.info`, of the app's own bot."""
    app = call.world.app
    if call.text("bot", app.bot_id) != app.bot_id:
        raise ApiError("bot_not_found")
    return {
        "bot": {
            "id": app.bot_id,
            "deleted": False,
            "name": app.name,
            "updated": 1_600_000_000,
            "app_id": app.id,
            "user_id": app.bot_user,
            "icons": {},
        }
    }
