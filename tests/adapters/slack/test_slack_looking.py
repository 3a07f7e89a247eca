"""What only shows something: a modal or Home at once, no row in the inbox, and words for whoever may not see it."""

import pytest

from ackline.adapters.slack.blocks import render
from ackline.adapters.slack.looking import Look, Screen
from ackline.adapters.slack.screens import home, modal, plain
from ackline.adapters.slack.translate import read
from ackline.domain.surfaces.words import Button, Internal, line
from ackline.domain.tickets.intake import Unusable
from ackline.services.ports import Permanent, Retry


def said(words):
    return [{"type": "section", "text": {"type": "plain_text", "text": words}}]


def told(view):
    return view["blocks"][0]["text"]["text"]


class Seen:
    """A handler that keeps who looked and shows what it is told to."""

    def __init__(self, *screens):
        self.looks: list[Look] = []
        self.screens = list(screens)

    async def __call__(self, look):
        self.looks.append(look)
        screen = self.screens.pop(0)
        if isinstance(screen, Exception):
            raise screen
        return screen


async def card(bot, *buttons):
    shown = render(Internal(lines=(line("#1"),), buttons=buttons), {})
    answer = await bot.client.chat_postMessage(channel="C0ACME", text="#1", blocks=list(shown.blocks))
    bot.heard.clear()
    return answer["ts"]


LOOK = Button(act="see:tickets", label="My tickets", value="acme")


async def test_a_button_that_only_looks_opens_its_view_also_for_a_customer_and_nothing_is_kept(bot):
    bot.views["tickets"] = Seen(Screen(view=modal("Tickets", said("three are open"))))
    ts = await card(bot, LOOK)
    await bot.slack.click("C0ACME", ts, "bob", "see:tickets:0")
    (view,) = await bot.slack.views("bob")
    assert told(view) == "three are open"
    (look,) = bot.views["tickets"].looks
    assert (look.user, look.team, look.value) == ("U0BOB", "T0ACME", "acme")
    assert bot.heard == []


async def test_an_option_of_a_cards_menu_may_only_look_too(bot):
    bot.views["tickets"] = Seen(Screen(view=modal("Tickets", said("three are open"))))
    ts = await card(bot, Button(act="see:tickets", label="My tickets", value="acme", aside=True))
    await bot.slack.click("C0ACME", ts, "bob", "act:menu:0", "see:tickets:|acme")
    assert bot.views["tickets"].looks[0].value == "acme"
    assert bot.heard == []


async def test_whoever_may_not_see_it_reads_why(bot):
    bot.views["tickets"] = Seen(Permanent("Only <your> own tickets."))
    ts = await card(bot, LOOK)
    await bot.slack.click("C0ACME", ts, "bob", "see:tickets:0")
    (view,) = await bot.slack.views("bob")
    assert told(view) == "Only &lt;your&gt; own tickets."


@pytest.mark.parametrize("fault", [Retry("away"), TimeoutError()])
async def test_what_takes_too_long_says_so(bot, fault):
    bot.views["tickets"] = Seen(fault)
    ts = await card(bot, LOOK)
    await bot.slack.click("C0ACME", ts, "bob", "see:tickets:0")
    (view,) = await bot.slack.views("bob")
    assert told(view) == "No answer in time. Please try again."


async def test_a_button_of_another_version_says_so(bot):
    ts = await card(bot, LOOK)
    await bot.slack.click("C0ACME", ts, "bob", "see:tickets:0")
    (view,) = await bot.slack.views("bob")
    assert "another version" in told(view)


async def test_a_trigger_that_is_too_old_is_kept_so_that_whoever_pressed_is_told(bot):
    bot.views["tickets"] = Seen(Screen(view=modal("Tickets", said("three"))))
    ts = await card(bot, LOOK)
    await bot.slack.fault("views.open", "slack_error", error="expired_trigger_id")
    await bot.slack.click("C0ACME", ts, "bob", "see:tickets:0")
    (late,) = [read(row.body, bot.me, row.received_at) for row in bot.heard]
    assert isinstance(late, Unusable)
    assert (late.user, late.channel, late.why) == ("U0BOB", "C0ACME", "late")


def pages():
    more = {"type": "button", "action_id": "see:tickets:0", "text": plain("More", 75), "value": "page 2"}
    above = {"type": "button", "action_id": "see:one:0", "text": plain("One", 75), "value": "7"}
    return [*said("page 1"), {"type": "actions", "elements": [more, above]}]


async def test_in_a_modal_the_next_view_takes_its_place_or_lies_above_it(bot):
    first, second = modal("Tickets", pages(), memory="kept"), modal("Tickets", [*said("page 2"), *pages()[1:]])
    bot.views["tickets"] = Seen(Screen(view=first), Screen(view=second))
    bot.views["one"] = Seen(Screen(view=modal("One", said("#7")), above=True))
    ts = await card(bot, LOOK)
    await bot.slack.click("C0ACME", ts, "ana", "see:tickets:0")
    await bot.slack.click_in_view("ana", "see:tickets:0")
    assert [told(view) for view in await bot.slack.views("ana")] == ["page 2"]
    assert (bot.views["tickets"].looks[1].value, bot.views["tickets"].looks[1].memory) == ("page 2", "kept")
    await bot.slack.click_in_view("ana", "see:one:0")
    assert [told(view) for view in await bot.slack.views("ana")] == ["page 2", "#7"]


def asking():
    element = {"type": "plain_text_input", "action_id": "words"}
    return [{"type": "input", "block_id": "words", "label": plain("Words", 75), "element": element}]


@pytest.fixture
async def form(bot):
    bot.views["ask"] = Seen(Screen(view=modal("Search", asking(), sends="find")))
    ts = await card(bot, Button(act="see:ask", label="Search", value=""))
    await bot.slack.click("C0ACME", ts, "ana", "see:ask:0")
    return bot


async def test_a_form_that_only_looks_shows_what_was_found(form):
    form.views["find"] = Seen(Screen(view=modal("Found", said("#3"))))
    done = await form.slack.submit("ana", {"words": "disk full"})
    assert done.action == "update"
    assert dict(form.views["find"].looks[0].fields) == {"words": "disk full"}
    assert [told(view) for view in await form.slack.views("ana")] == ["#3"]
    assert form.submitted == []


async def test_a_form_that_only_looks_says_at_its_field_why_not(form):
    form.views["find"] = Seen(Permanent("Write a word of three letters."))
    done = await form.slack.submit("ana", {"words": "x"})
    assert (done.action, done.errors) == ("errors", {"words": "Write a word of three letters."})


async def test_a_form_may_end_in_home(form):
    form.views["find"] = Seen(Screen(view=home(said("found in Home"))))
    done = await form.slack.submit("ana", {"words": "disk"})
    assert done.action == "close"
    assert told(await form.slack.home("ana")) == "found in Home"


def act(name):
    return {"type": "actions", "elements": [
        {"type": "button", "action_id": f"act:{name}:0", "text": plain(name, 75), "value": "ticket:C0ACME:1.1"}
    ]}  # fmt: skip


async def test_opening_home_publishes_it_and_remembers_what_was_chosen_there(bot):
    bot.views["home"] = Seen(Screen(view=home(said("first"), memory="mine")), Screen(view=home(said("second"))))
    assert told(await bot.slack.open_home("ana")) == "first"
    assert told(await bot.slack.open_home("ana")) == "second"
    assert [look.memory for look in bot.views["home"].looks] == ["", "mine"]
    assert bot.heard == []


async def test_an_act_in_home_is_decided_at_once_and_home_shows_it(bot):
    bot.views["home"] = Seen(Screen(view=home([*said("open"), act("acknowledge")])), Screen(view=home(said("seen"))))
    await bot.slack.open_home("ana")
    await bot.slack.click_in_view("ana", "act:acknowledge:0", view_id=(await bot.slack.home("ana"))["id"])
    assert [body["user"]["id"] for body in bot.submitted] == ["U0ANA"]
    assert told(await bot.slack.home("ana")) == "seen"
    assert await bot.slack.views("ana") == []


async def test_an_act_in_home_that_is_refused_says_why(bot):
    bot.views["home"] = Seen(*[Screen(view=home([*said("open"), act("acknowledge")]))] * 2)
    bot.errors = {"": "Only support may."}
    await bot.slack.open_home("ana")
    await bot.slack.click_in_view("ana", "act:acknowledge:0", view_id=(await bot.slack.home("ana"))["id"])
    assert [told(view) for view in await bot.slack.views("ana")] == ["Only support may."]


async def test_home_that_can_not_be_drawn_is_no_lost_event(bot, caplog):
    bot.views["home"] = Seen(Retry("away"), Screen(view=home(said("again"))))
    assert await bot.slack.open_home("ana") is None
    assert "Home was not drawn" in caplog.text
    assert told(await bot.slack.open_home("ana")) == "again"


def test_a_view_that_would_remember_too_much_is_refused():
    with pytest.raises(ValueError, match="remembers"):
        home([], memory="x" * 3_001)
