"""The form by which a channel is bound, as somebody fills it in."""

from typing import Any

from harness import Stage

GALE = {
    "account": "-",
    "name": "Gale Ltd.",
    "contract": "stringer",
    "tier@stringer": "enterprise",
    "deployment@stringer/enterprise": "saas",
    "role:oncall@stringer/enterprise": "engineers",
    "role:tam@stringer/enterprise": "account-managers",
    "role:vp@stringer/enterprise": "vp-engineering",
}
"""What is entered for a new account under the contract of most stories."""


async def form(on: Stage, user: str) -> dict[str, Any]:
    """The modal that is open on somebody's screen."""
    (view,) = await on.slack.views(user)
    return view


async def choose(on: Stage, user: str, block: str, value: str, **entered: str) -> None:
    """Somebody picks from a select of the form, which draws it anew."""
    view = await form(on, user)
    element = next(b["element"] for b in view["blocks"] if b.get("block_id") == block)
    await on.slack.click_in_view(user, element["action_id"], value, values={block: value, **entered})


async def fill(on: Stage, user: str = "ada", **changed: str) -> dict[str, str]:
    """Somebody fills in the form that is open, as for Gale, and sends it: its errors."""
    given = GALE | changed
    await choose(on, user, "contract", given["contract"], account="-")
    await choose(on, user, "tier@stringer", given["tier@stringer"], account="-", contract=given["contract"])
    sent = await on.slack.submit(user, given)
    return dict(sent.errors or {})


async def bind_gale(on: Stage, **changed: str) -> None:
    """Ada binds Gale's channel to a new account and closes the checklist."""
    await on.slack.command("C0GALE", "ada", "/ackline", "bind")
    assert await fill(on, **changed) == {}
    await on.slack.close_view("ada")
