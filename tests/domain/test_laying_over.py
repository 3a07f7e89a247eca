"""What was set in Slack over what was imported: which of the two wins, and whose tickets it concerns."""

from dataclasses import replace

from builders import ADA, MONDAY, account, ada, ben, roster, tom

from ackline.domain.decision import Context
from ackline.domain.duty.people import Account
from ackline.domain.effects import Inform, Tell
from ackline.domain.events import ChannelBound, ChannelUnbound, ImportTaken, ShadowSet
from ackline.domain.ids import AccountId, EventId
from ackline.domain.installations.installation import INSTALLATION, Installation
from ackline.domain.installations.installing import decide_installation
from ackline.domain.installations.layering import over, released, touched
from ackline.domain.installations.routine import InstallationChange
from ackline.domain.setup.binding import take
from ackline.domain.setup.bound import Bound
from ackline.domain.setup.site import Site
from ackline.services.book import NO_CONTRACT, UNBOUND

ACME, BIRCH, GALE = AccountId("acme"), AccountId("birch"), AccountId("gale")
NEW = account(id=GALE, name="Gale", channels=())


def bound(channel: str, to: AccountId) -> Bound:
    return Bound(channel=channel, account=to, by=ADA, at=MONDAY)


def with_gale(**changes: object) -> Installation:
    given: dict[str, object] = {"bindings": {"C9": bound("C9", GALE)}, "opened": {GALE: NEW}}
    return Installation(**(given | changes))  # type: ignore[arg-type]


def decided(state: Installation, event: object) -> InstallationChange:
    bare = Context(contract=NO_CONTRACT, account=UNBOUND, roster=roster())
    return decide_installation(state, event, bare, MONDAY)  # type: ignore[arg-type]


def bind(channel: str = "C9", to: AccountId = GALE, opened: Account | None = NEW) -> ChannelBound:
    return ChannelBound(
        id=EventId("b1"),
        at=MONDAY,
        subject=INSTALLATION,
        actor=ada,
        channel=channel,
        name="gale",
        account=to,
        opened=opened,
    )


def test_an_account_that_was_opened_in_slack_has_the_channels_that_were_bound_to_it() -> None:
    laid = over(roster(), with_gale())
    assert laid.accounts[GALE].channels == ("C9",)
    assert laid.account_of("C9") == laid.accounts[GALE]
    assert laid.accounts[ACME] == roster().accounts[ACME]


def test_a_channel_that_the_file_binds_stays_where_the_file_says() -> None:
    laid = over(roster(), Installation(bindings={"C2": bound("C2", ACME)}))
    assert laid.account_of("C2") == roster().accounts[BIRCH]


def test_an_account_that_the_file_has_is_the_files() -> None:
    cheaper = account(name="Acme in Slack")
    assert over(roster(), Installation(opened={ACME: cheaper})).accounts[ACME].name == "Acme"


def test_an_accounts_own_switch_goes_before_its_contracts_and_both_before_the_file() -> None:
    by_file = roster(accounts={ACME: account(shadow=True)})
    assert over(by_file, Installation()).accounts[ACME].shadow
    assert not over(by_file, Installation(shadows={"contract:stringer": False})).accounts[ACME].shadow
    assert (
        over(roster(), Installation(shadows={"account:acme": True, "contract:stringer": False})).accounts[ACME].shadow
    )


def test_the_last_word_of_a_contract_goes_before_earlier_ones_of_its_accounts() -> None:
    def switch(whom: str, on: bool) -> ShadowSet:
        return ShadowSet(id=EventId(f"{whom}{on}"), at=MONDAY, subject=INSTALLATION, actor=ada, whom=whom, on=on)

    state = decided(Installation(), switch("account:acme", True)).subject
    state = decided(state, switch("contract:stringer", True)).subject
    state = decided(state, switch("contract:stringer", False)).subject
    assert not any(a.shadow for a in over(roster(), state).accounts.values())


def test_only_the_accounts_that_a_change_concerns_are_looked_at_again() -> None:
    assert touched(roster(), Installation(), Installation(shadows={"account:acme": True})) == (ACME,)
    assert touched(roster(), Installation(), with_gale()) == (GALE,)
    site = Site(channel="C2", name="birch", hosted_here=False, shared=True, present=True)
    assert touched(roster(), Installation(), Installation(sites={"C2": site})) == (BIRCH,)
    assert touched(roster(), with_gale(), with_gale(covered=7)) == ()


def test_a_channel_is_released_when_nobody_binds_it_any_more() -> None:
    assert released(roster(), with_gale(), Installation()) == {"C9"}
    assert released(roster(), Installation(bindings={"C2": bound("C2", ACME)}), Installation()) == frozenset()


def test_a_channel_is_bound_once() -> None:
    after = decided(Installation(), bind()).subject
    assert decided(after, bind(to=ACME, opened=None)).outcome == "refused"
    assert decided(Installation(), bind("C2")).outcome == "refused"
    assert decided(Installation(), bind("C0TRIAGE")).outcome == "refused"


def test_an_account_that_is_there_is_not_opened_again_and_one_that_is_not_has_no_channel() -> None:
    assert decided(Installation(), bind(to=ACME, opened=account())).outcome == "refused"
    assert decided(Installation(), bind(to=AccountId("nobody"), opened=None)).outcome == "refused"


def test_what_was_bound_in_slack_can_be_unbound_there_and_what_the_file_binds_cannot() -> None:
    def unbind(channel: str) -> ChannelUnbound:
        return ChannelUnbound(id=EventId("u1"), at=MONDAY, subject=INSTALLATION, actor=ben, channel=channel)

    assert decided(with_gale(), unbind("C9")).subject.bindings == {}
    assert "accounts.yml" in decided(with_gale(), unbind("C1")).why[0]
    assert decided(with_gale(), unbind("C7")).outcome == "refused"


def test_nobody_binds_without_a_role_for_it() -> None:
    stranger = replace(tom, roles=frozenset())
    assert decided(Installation(), replace(bind(), actor=stranger)).outcome == "refused"


def taken(state: Installation, **accounts: Account) -> InstallationChange:
    files = roster(version="r2", accounts={AccountId(name): a for name, a in accounts.items()})
    return take(state, ImportTaken(id=EventId("i1"), at=MONDAY, subject=INSTALLATION, version="r2"), files)


def told(change: InstallationChange) -> list[Inform]:
    return [effect for effect in change.effects if isinstance(effect, Inform)]


def test_every_account_in_force_learns_of_an_import() -> None:
    tells = [effect.event for effect in taken(with_gale(), acme=account()).effects if isinstance(effect, Tell)]
    assert {event.subject for event in tells} == {"account:acme", "account:gale"}


def test_what_the_files_say_as_well_leaves_the_layer_without_a_word() -> None:
    change = taken(with_gale(shadows={"account:gale": True}), gale=replace(NEW, channels=("C9",), shadow=True))
    left = change.subject
    assert (left.bindings, left.opened, left.shadows, left.reckoned) == ({}, {}, {}, "r2")
    assert not told(change)


def test_what_the_files_do_not_know_of_stays() -> None:
    state = with_gale(shadows={"account:gale": True, "contract:stringer": False})
    left = taken(state, acme=account(shadow=True)).subject
    assert (left.bindings, left.opened, left.shadows) == (state.bindings, state.opened, state.shadows)


def test_where_the_files_disagree_they_win_and_staff_are_told() -> None:
    change = taken(with_gale(), acme=account(channels=("C1", "C9")), gale=replace(NEW, contract="weka"))
    assert change.subject.bindings == {} and change.subject.opened == {}
    assert len(told(change)) == 1
    again = take(change.subject, ImportTaken(id=EventId("i2"), at=MONDAY, subject=INSTALLATION, version="r2"), roster())
    assert again.outcome == "moot"
