"""Home as Slack gets it: whatever people and accounts are called, Slack takes it, and nobody else's Home is drawn."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from slack_payloads import envelope
from test_slack_listeners import signed
from test_slack_looking import Seen, said, told

from ackline.adapters.slack.homescreen import home_view
from ackline.adapters.slack.looking import Screen
from ackline.adapters.slack.screens import home
from ackline.domain.surfaces.words import Button, Internal, line, strong, words
from ackline.sandbox.blocks import view_problems
from ackline.services.looking.choice import Choice, Drawn, Narrowing, Tab

NAMES = st.text(max_size=200)
TICKETS = st.builds(
    lambda name, said, value: Internal(
        lines=(line(strong(name), said), line("“", words("t1"), "”")),
        buttons=(Button(act="acknowledge", label=name, value=value), Button(act="see:home", label="Show", value="{}")),
    ),
    NAMES,
    NAMES,
    NAMES,
)


@given(names=st.lists(NAMES, max_size=120), tickets=st.lists(TICKETS, max_size=40), quoted=st.none() | NAMES)
@settings(max_examples=60, deadline=None)
def test_slack_takes_every_home(names, tickets, quoted):
    options = (("", "All"), *((f"a{n}", name) for n, name in enumerate(names)))[:100]
    choice = Choice(tab=Tab.TEAM, account="a0")
    drawn = Drawn(
        choice=choice,
        tabs=(("Team", choice), ("My queue · 1,000+", Choice(tab=Tab.MINE))),
        narrowings=(Narrowing(name="account", options=options, chosen="a0"),),
        blocks=tuple(tickets),
        texts={"t1": quoted},
        earlier=choice,
        later=choice,
    )
    view = home_view(drawn, "https://harbour.example/")
    assert view_problems(view) == []
    assert len(view["blocks"]) <= 100


async def opened(bot, user):
    event = {"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1", "event_ts": "1.000100"}
    return await signed(bot, json.dumps(envelope(event)))


async def test_slacks_refusal_to_publish_for_another_organisation_is_no_lost_event(bot, caplog):
    bot.views["home"] = Seen(Screen(view=home(said("not for you"))))
    assert await opened(bot, "U0BOB") == 200
    assert await bot.slack.home("bob") is None
    assert "Home was not drawn" in caplog.text
    assert bot.heard == []


async def test_the_messages_tab_draws_nothing(bot):
    bot.views["home"] = Seen()
    event = {"type": "app_home_opened", "user": "U0ANA", "tab": "messages", "channel": "D1", "event_ts": "1.000100"}
    assert await signed(bot, json.dumps(envelope(event))) == 200
    assert bot.views["home"].looks == []


async def test_home_of_whoever_opens_it_is_drawn_and_no_others(bot):
    bot.views["home"] = Seen(Screen(view=home(said("ana's"))))
    assert await opened(bot, "U0ANA") == 200
    assert told(await bot.slack.home("ana")) == "ana's"
    assert await bot.slack.home("tom") is None
