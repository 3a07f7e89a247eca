"""The form by which a channel is bound to an account. It is drawn anew as the contract and the plan are chosen."""

from collections.abc import Iterator, Mapping, Sequence

from ackline.adapters.slack.blocks import render
from ackline.adapters.slack.inputs import ANSWER, choice, filled, labelled
from ackline.adapters.slack.looking import Look, Screen
from ackline.adapters.slack.pressed import ORDER
from ackline.adapters.slack.screens import modal, plain
from ackline.domain.ids import role_name
from ackline.domain.setup.readiness import Check
from ackline.domain.surfaces.words import Internal, Line, line
from ackline.services.looking.offering import Offer, Offering
from ackline.services.ports import Json, Permanent

BIND = "bind"
REDRAW = "bind_form"
"""The names under which `Doors.views` knows the form: asked for, and with something chosen in it."""

_MOST = 99
_NAME = 80
_ADDRESS = 300


class BindScreen:
    """Shows what may be chosen; what is sent becomes the order `bind`."""

    def __init__(self, offering: Offering) -> None:
        self._offering = offering

    async def asked(self, look: Look) -> Screen:
        """The form for the channel that a button or a command names, or that it was given in."""
        channel = look.value.removeprefix("<#").partition("|")[0].rstrip(">") or look.channel
        if not channel:
            raise Permanent("Which channel? Write it in the channel itself, or name one: /ackline bind #channel")
        return await self._form(look, channel)

    async def redrawn(self, look: Look) -> Screen:
        """The form after something was chosen in it."""
        return await self._form(look, look.memory.partition(" ")[0])

    async def _form(self, look: Look, channel: str) -> Screen:
        offer = await self._offering.offer(look.user, channel, _chosen(look.fields))
        blocks = [filled(block, look.fields) for block in _inputs(offer)]
        memory = f"{offer.site.channel} {offer.site.name}"
        shown = modal("Bind a channel", [*told(offer.checks), *blocks], sends=BIND, label="Bind", memory=memory)
        return Screen(view=shown | {"callback_id": f"{ORDER}{BIND}"})


def _chosen(fields: Mapping[str, str]) -> dict[str, str]:
    """What was chosen, by the field's own name; what depended on another contract counts no more."""
    contract = fields.get("contract", "")
    split = ((*name.partition("@"), value) for name, value in fields.items())
    return {name: value for name, at, under, value in split if not at or under.partition("/")[0] == contract}


def told(checks: Sequence[Check]) -> tuple[Json, ...]:
    """What was looked at, a line each."""
    if not checks:
        return ()
    return render(Internal(lines=tuple(_line(check) for check in checks)), {}).blocks


def _line(check: Check) -> Line:
    return (*line("✅ " if check.good else "❌ "), *check.words)


def _inputs(offer: Offer) -> Iterator[Json]:
    if len(offer.accounts) <= _MOST:
        yield _redrawing(choice("account", "Account", offer.accounts))
    else:
        hint = "An account's id or name; write - for a new one."
        yield choice("account", "Account", ()) | {"hint": plain(hint, 2_000)}
    if offer.account is None:
        yield from _of_a_new_account(offer)


def _of_a_new_account(offer: Offer) -> Iterator[Json]:
    yield _typed("name", "Name of a new account", _NAME)
    yield _redrawing(choice("contract", "Contract", offer.contracts)) | {"optional": True}
    contract = offer.contract
    if contract is None:
        return
    # A field's name goes with what it depends on: Slack keeps what was chosen under a name, offered or not.
    tiers = [(tier.id, tier.name) for tier in contract.tiers.values()]
    yield _redrawing(choice(f"tier@{contract.id}", "Plan", tiers))
    if offer.tier is None:
        return
    under = f"{contract.id}/{offer.tier.id}"
    if offer.tier.deployments:
        yield choice(f"deployment@{under}", "Deployment", [(d, d) for d in sorted(offer.tier.deployments)])
    for role in offer.roles:
        rotas = [(rota, rota) for rota in offer.rotas]
        yield choice(f"role:{role}@{under}", f"Who answers as {role_name(role)}", rotas) | {"optional": True}
    for contact in contract.contacts:
        if not contact.address and (not contact.tiers or offer.tier.id in contact.tiers):
            yield _typed(f"contact:{contact.id}@{under}", contact.label, _ADDRESS)


def _typed(field: str, label: str, most: int) -> Json:
    element = {"type": "plain_text_input", "action_id": ANSWER, "max_length": most}
    return labelled(field, label, element) | {"optional": True}


def _redrawing(block: Json) -> Json:
    """An input whose choice draws the form anew."""
    return block | {"dispatch_action": True, "element": block["element"] | {"action_id": f"see:{REDRAW}:0"}}
