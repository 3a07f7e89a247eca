"""People who are gone: the page goes to the next one at once, and loudly when there is none."""

import pytest
import world
from harness import Stage
from room import Room


async def test_a_deactivated_tam_is_replaced_by_the_fallback_channel_at_once(on: Stage, acme: Room) -> None:
    await on.slack.deactivate("tom")
    await acme.post("P1: production is down")
    await on.forward(minutes=15)
    (loud,) = [m["text"] for m in await on.slack.messages("C0FALLBACK")]
    assert "#1" in loud
    assert "`STR-9`" in loud
    assert "production is down" in loud
    assert "; the fallback channel was told" in await on.triage()


async def test_the_ladder_goes_on_to_the_vp(on: Stage, acme: Room) -> None:
    await on.slack.deactivate("tom")
    await acme.post("P1: production is down")
    await on.forward(minutes=30)
    assert len(await on.rings("vera")) == 1


class TestTwoTams:
    @pytest.fixture
    def people(self) -> str:
        return world.PEOPLE.replace(
            "account-managers: {people: [U0TOM]}", "account-managers: {people: [U0TOM, U0INES]}"
        )

    async def test_a_deactivated_tam_is_replaced_by_the_next_one_at_once(self, on: Stage, acme: Room) -> None:
        await on.slack.deactivate("tom")
        await acme.post("P1: production is down")
        await on.forward(minutes=15)
        (page,) = await on.pages("ines")
        assert "For the TAM (`STR-9`)" in page
        assert await on.slack.messages("C0FALLBACK") == []
        assert "Paged the TAM (<@U0INES>)" in await on.triage()
