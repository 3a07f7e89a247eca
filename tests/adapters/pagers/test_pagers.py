"""What the registry of pagers and the domain say of one another."""

from ackline.adapters.pagers import PAGERS
from ackline.domain.duty.people import PagerLine


def test_every_pager_says_whether_it_wakes():
    assert {name: pager.wakes for name, pager in PAGERS.items()} == {
        "slack_dm": False,
        "email": False,
        "pagerduty": True,
        "webhook": True,
    }


def test_the_domain_knows_which_of_them_wake_nobody():
    assert all(PagerLine(pager=name).wakes is pager.wakes for name, pager in PAGERS.items())
