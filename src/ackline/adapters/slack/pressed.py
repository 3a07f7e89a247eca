"""What a pressed button, a menu's chosen option or a form names: an act, and what it is about."""

from ackline.adapters.slack.fields import at, text
from ackline.domain.authority import Act

ACT = "act:"
MENU = "menu"

_ACTS = {act.value: act for act in Act}


def act_of(name: str | None) -> Act | None:
    """The act that an action id (`act:{act}:{n}`) or a form's callback id (`act:{act}`) names."""
    if name is None or not name.startswith(ACT):
        return None
    return _ACTS.get(name.removeprefix(ACT).partition(":")[0])


def chosen(act: str, value: str) -> str:
    """The value of a menu's option: the act and what it is about."""
    return f"{ACT}{act}:|{value}"


def pressed(action: object) -> tuple[Act | None, str]:
    """The act and the value of a pressed button or of the option chosen in a menu; no act when it is none of ours."""
    name = text(action, "action_id")
    if name is None or not name.startswith(f"{ACT}{MENU}:"):
        return act_of(name), text(action, "value") or ""
    head, _, value = (text(at(action, "selected_option"), "value") or "").partition("|")
    return act_of(head), value
