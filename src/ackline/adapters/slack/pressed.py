"""What a pressed button, a menu's chosen option or a form names: an act, and what it is about."""

from ackline.adapters.slack.fields import at, text
from ackline.domain.authority import Act

ACT = "act:"
SEE = "see:"
"""What begins the name of a button that only shows something: nothing is decided by it."""

ORDER = "order:"
"""What begins the name of a button or a form that gives an order, as a slash command does: its word follows."""

MENU = "menu"

_ACTS = {act.value: act for act in Act}


def act_of(name: str | None) -> Act | None:
    """The act that an action id (`act:{act}:{n}`) or a form's callback id (`act:{act}`) names."""
    if name is None or not name.startswith(ACT):
        return None
    return _ACTS.get(name.removeprefix(ACT).partition(":")[0])


def chosen(act: str, value: str) -> str:
    """The value of a menu's option: the act and what it is about."""
    return f"{named(act)}:|{value}"


def named(act: str) -> str:
    """How an action id begins that stands for an act, or for a view or an order when `act` says so itself."""
    return act if act.startswith((SEE, ORDER)) else f"{ACT}{act}"


def pressed(action: object) -> tuple[Act | None, str]:
    """The act and the value of a pressed button or of the option chosen in a menu; no act when it is none of ours."""
    name = text(action, "action_id")
    if name is None or not name.startswith(f"{ACT}{MENU}:"):
        return act_of(name), text(action, "value") or ""
    head, _, value = (text(at(action, "selected_option"), "value") or "").partition("|")
    return act_of(head), value


def ordered(action: object) -> tuple[str, ...] | None:
    """The words of the order that a button or a menu's option gives: as if they stood behind the slash command."""
    name, value = text(action, "action_id") or "", text(action, "value") or ""
    if name.startswith(f"{ACT}{MENU}:"):
        name, _, value = (text(at(action, "selected_option"), "value") or "").partition("|")
    return order_of(name, value)


def order_of(name: str | None, value: str) -> tuple[str, ...] | None:
    """The words of an order: its own, from an action id (`order:{word}:{n}`) or a callback id, and those of a value."""
    if name is None or not name.startswith(ORDER):
        return None
    return (name.removeprefix(ORDER).partition(":")[0], *value.split())


def seen(action: object) -> tuple[str | None, str]:
    """The name and the value of what is only looked at, by a button, a select, an input or a menu; None: it is none."""
    option = text(action, "selected_option", "value") or ""
    if option.startswith(SEE):
        head, _, value = option.partition("|")
        return head.removeprefix(SEE).partition(":")[0], value
    name = text(action, "action_id") or ""
    if not name.startswith(SEE):
        return None, ""
    return name.removeprefix(SEE).partition(":")[0], text(action, "value") or option
