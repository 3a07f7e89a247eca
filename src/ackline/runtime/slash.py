"""The table of `/ackline`: a new command is a line here."""

from ackline.adapters.slack.bindscreen import BIND
from ackline.adapters.slack.checklistscreen import CHECKLIST
from ackline.services.incoming.commands import Command, Commands
from ackline.services.looking.asking import Asking
from ackline.services.looking.duty import Duty
from ackline.services.looking.onduty import OnDuty
from ackline.services.looking.promising import Promising
from ackline.services.looking.reviews import Drafting


def slash_commands(
    *, asking: Asking, duty: Duty, on_duty: OnDuty, promising: Promising, drafting: Drafting
) -> Commands:
    """Every command, in the order of its help."""
    tickets, people, reviews, paging, setup = "Tickets", "Duty", "Reviews", "Paging", "Set-up"
    return Commands(
        (
            Command(
                name="list",
                usage="[customer]",
                help="open tickets, the next due first",
                group=tickets,
                answer=asking.listed,
            ),
            Command(
                name="search",
                usage="words",
                help="tickets by number, customer or what was written",
                group=tickets,
                opens="search",
            ),
            Command(name="why", usage="12", help="why a ticket is due when it is", group=tickets, answer=asking.why),
            Command(
                name="due",
                usage="customer severity [instant]",
                help="what a message would be promised",
                group=tickets,
                answer=promising.due,
            ),
            Command(
                name="on-duty",
                usage="[customer]",
                help="who answers now, and who next",
                group=people,
                answer=on_duty.told,
            ),
            Command(name="gaps", usage="[weeks]", help="when nobody answers", group=people, answer=duty.gaps),
            Command(name="override list", help="who stands in for whom", group=people, answer=duty.overrides),
            Command(name="override", usage="rota @person when", help="give somebody a stretch of duty", group=people),
            Command(name="swap", usage="rota @person", help="swap next turns", group=people),
            Command(name="review list", help="the next review of each customer", group=reviews, answer=drafting.listed),
            Command(
                name="review draft",
                usage="customer [2026-Q4]",
                help="a quarter's figures to present",
                group=reviews,
                answer=drafting.asked,
            ),
            Command(
                name="review",
                usage="customer [2026-Q4] held | waived why | owed",
                help="what became of a review",
                group=reviews,
            ),
            Command(name="pause", usage="2h [customer] why", help="hold pages back for a while", group=paging),
            Command(name="unpause", usage="[customer]", help="let them leave again", group=paging),
            Command(name="test-page", help="page yourself, and see how long each way takes", group=paging),
            Command(name="bind", help="bind this channel to an account", group=setup, opens=BIND),
            Command(name="unbind", usage="[#channel]", help="take it from its account", group=setup),
            Command(
                name="checklist",
                usage="[customer]",
                help="what is missing before it counts",
                group=setup,
                opens=CHECKLIST,
            ),
            Command(name="shadow", usage="customer", help="decide all, page nobody, show nothing", group=setup),
            Command(name="live", usage="customer", help="from now on it is real", group=setup),
        )
    )
