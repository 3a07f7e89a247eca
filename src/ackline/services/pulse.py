"""How the bot is at this moment: what waits and since when, what is dead, whether Slack and the database are there."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ackline.services.auditor import Auditor
from ackline.services.circuit import Circuit
from ackline.services.lookout import Lookout
from ackline.services.ports import Backlog, Clock, Store
