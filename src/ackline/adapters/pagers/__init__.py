"""The ways to reach a person, by the name that people.yml gives them."""

from ackline.adapters.pagers.mail import Mail
from ackline.adapters.pagers.pager import Pager
from ackline.adapters.pagers.pagerduty import PagerDuty
from ackline.adapters.pagers.slack_dm import SlackDm
from ackline.adapters.pagers.webhook import Webhook

PAGERS: dict[str, type[Pager]] = {
    "slack_dm": SlackDm,
    "email": Mail,
    "pagerduty": PagerDuty,
    "webhook": Webhook,
}
