"""Home from whatever comes back from Slack: a choice may be of another version, of another account, or no choice."""

from dataclasses import replace

import pytest
from builders import ADA, BEN, CARA, TOM, ada, ben, minutes
from rig import Rig

from ackline.domain.authority import Act
from ackline.services.looking.choice import Choice, Tab, read_choice, written
from ackline.services.looking.home import HomeView
from ackline.services.looking.listing import counted, snippet
from ackline.services.looking.queue import Place


@pytest.fixture
def home(rig: Rig) -> HomeView:
    return HomeView(rig.store, rig.book, rig.clock)


def words(drawn) -> str:
    parts = (part for block in drawn.blocks for line in block.lines for part in line)
    return " ".join(part.value or str(part.at or "") for part in parts)


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"tab":"nowhere"}', '{"after":3}', "x" * 5_000, '{"tab":null}'])
async def test_what_is_no_choice_is_the_first_page_of_what_is_of_most_use(home: HomeView, rig: Rig, kept: str):
    await rig.open("P1")
    assert (await home.drawn(ADA, read_choice(kept))).choice.tab is Tab.TEAM
    assert (await home.drawn(TOM, read_choice(kept))).choice.tab is Tab.ACCOUNTS
    await rig.act(Act.ACKNOWLEDGE, ada)
    assert (await home.drawn(ADA, read_choice(kept))).choice.tab is Tab.MINE


def test_a_choice_comes_back_as_it_was(rig: Rig):
    choice = Choice(tab=Tab.TEAM, account="acme", after=Place(due_at=rig.clock.now(), number=3))
    assert read_choice(written(choice)) == choice
    assert written(Choice()) == "{}"


async def test_an_account_that_is_no_more_a_status_that_never_was_and_others_customers_are_dropped(
    home: HomeView, rig: Rig
):
    await rig.open("P1")
    drawn = await home.drawn(ADA, Choice(tab=Tab.TEAM, account="gone", status="resolved"))
    assert (drawn.choice.account, drawn.choice.status) == ("", "")
    assert "#12" in words(drawn)
    assert (await home.drawn(BEN, Choice(tab=Tab.ACCOUNTS))).choice.tab is Tab.TEAM, "Ben answers for no customer"


async def test_a_page_whose_tickets_are_all_done_gives_way_to_the_first(home: HomeView, rig: Rig):
    await rig.open("P1")
    late = Place(due_at=None, number=99)
    drawn = await home.drawn(ADA, Choice(tab=Tab.TEAM, after=late))
    assert drawn.choice.after is None and "#12" in words(drawn)
    drawn = await home.drawn(ADA, Choice(tab=Tab.TEAM, severity="P9", before=late))
    assert "Nothing waits here." in words(drawn) and (drawn.earlier, drawn.later) == (None, None)


async def test_take_is_offered_to_everybody_but_its_owner(home: HomeView, rig: Rig):
    await rig.open("P1")
    await rig.act(Act.OWN, ben)
    assert not [b for block in (await home.drawn(BEN, Choice(tab=Tab.MINE))).blocks for b in block.buttons]
    team = await home.drawn(ADA, Choice(tab=Tab.TEAM))
    assert [b.act for block in team.blocks for b in block.buttons] == ["own"]


async def test_what_is_past_due_says_so(home: HomeView, rig: Rig):
    await rig.open("P1")
    rig.clock.set(rig.clock.now() + minutes(600))
    assert "First response was due" in words(await home.drawn(ADA, Choice(tab=Tab.TEAM)))
    assert "⚠ Acme" in words(await home.drawn(TOM, Choice()))


async def test_a_customer_whose_words_were_erased_shows_none(home: HomeView, rig: Rig):
    ticket = await rig.open("P1")
    async with rig.store.begin() as work:
        await work.texts.erase(ticket.text)
    assert (await home.drawn(ADA, Choice(tab=Tab.TEAM))).texts == {ticket.text: None}


async def test_with_nobody_on_any_rota_home_is_drawn_all_the_same(home: HomeView, rig: Rig):
    rig.import_people(replace(rig.book.roster, rotas={}))
    assert "nobody" in words(await home.drawn(CARA, Choice(tab=Tab.DUTY)))


@pytest.mark.parametrize(
    ("said", "around", "shown"),
    [
        ("one\n two", "", "one two"),
        (None, "x", None),
        ("a " * 100, "", ("a " * 60).rstrip() + " …"),
        ("filler " * 30 + "disk &amp; more", "DISK", "…filler filler filler filler filler filler disk &amp; more"),
        ("x" * 117 + "&amp;&amp;", "", "x" * 117 + "…"),
    ],
)
def test_a_snippet_is_a_line_about_the_word_that_is_sought(said, around, shown):
    assert snippet(said, around) == shown


def test_a_bounded_count_says_that_there_are_more():
    assert (counted(7), counted(999), counted(1_000)) == ("7", "999", "1,000+")
