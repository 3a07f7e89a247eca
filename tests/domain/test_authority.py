"""Who may do what: every cell, typed from the design's "Acts" and not from the code."""

import pytest
from builders import AMY, ada, ben, cara, colleague, requester, tom, vera

from ackline.domain.authority import SYSTEM, Act, Actor, Meaning, Standing, meaning, standing

EXPECTED = """
                    requester    customer     staff        tam or vp     support or on-call
acknowledge         nothing      nothing      noted        noted         acknowledges
seen                refused      refused      noted        quiets        quiets
own                 refused      refused      owns         takes         takes
reply               follows-up   follows-up   responds     responds      responds
answers             refused      refused      responds     responds      responds
resolve             nothing      nothing      nothing      nothing       resolves
confirm_resolve     refused      refused      refused      refused       resolves
reopen              reopens      reopens      reopens      reopens       reopens
pend                nothing      nothing      refused      refused       pends
resume              nothing      nothing      refused      refused       resumes
open                nothing      nothing      opens        opens         opens
severity            claims       claims       refused      assesses      assesses
page                pages        nothing      pages        pages         pages
exclude             refused      refused      refused      excludes      excludes
include             refused      refused      refused      includes      includes
publish             nothing      nothing      publishes    publishes     publishes
waive               refused      refused      refused      waives        waives
request_report      requests     requests     requests     requests      requests
critical            claims       claims       refused      assesses      assesses
not_critical        calms        calms        refused      calms         calms
solved              resolves     resolves     refused      refused       resolves
add_details         follows-up   follows-up   refused      refused       refused
escalate            escalates    escalates    refused      refused       refused
rate                rates        rates        refused      refused       refused
comment             rates        rates        refused      refused       refused
update              refused      refused      updates      updates       updates
all_clear           refused      refused      refused      refused       clears
draft               refused      refused      drafts       drafts        drafts
assign              refused      refused      refused      assigns       assigns
reply_by            refused      refused      sets         sets          sets
note                refused      refused      notes        notes         notes
dismiss             refused      refused      refused      dismisses     dismisses
merge               refused      refused      refused      refused       merges
split               refused      refused      splits       splits        splits
decline             refused      refused      passes-on    passes-on     passes-on
security            refused      refused      refused      alarms        alarms
not_security        refused      refused      refused      calms         calms
joined              refused      refused      joins        joins         joins
"""
STANDINGS = (Standing.REQUESTER, Standing.CUSTOMER, Standing.STAFF, Standing.LADDER, Standing.SUPPORT)
CELLS = [
    (Act(act), who, Meaning(means.replace("-", " ")))
    for act, *cells in (row.split() for row in EXPECTED.strip().splitlines()[1:])
    for who, means in zip(STANDINGS, cells, strict=True)
]


def test_the_table_has_every_act_once() -> None:
    assert [act for act, who, _ in CELLS if who is Standing.REQUESTER] == list(Act)


@pytest.mark.parametrize(("act", "who", "means"), CELLS)
def test_an_act_means_what_the_design_says(act: Act, who: Standing, means: Meaning) -> None:
    assert meaning(act, who) is means


@pytest.mark.parametrize(
    ("actor", "is_"),
    [
        (requester, Standing.REQUESTER),
        (colleague, Standing.CUSTOMER),
        (cara, Standing.STAFF),
        (tom, Standing.LADDER),
        (vera, Standing.LADDER),
        (ben, Standing.SUPPORT),
        (ada, Standing.SUPPORT),
        (SYSTEM, Standing.SUPPORT),
    ],
)
def test_an_actor_stands_by_side_and_role(actor: Actor, is_: Standing) -> None:
    assert standing(actor, AMY) is is_
