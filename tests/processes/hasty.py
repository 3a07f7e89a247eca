"""`ackline` as it is, but its claims and leases run out within seconds: what a dead replica held is soon taken up.

With the real figures (a minute each) every death would cost the tests a minute of waiting. Their order is the real
one: a call ends well before its lease.
"""

import sys
from datetime import timedelta

from ackline.adapters.db import inbox
from ackline.runtime.cli import main
from ackline.services.outgoing import courier

LEASE_SECONDS = 5

if __name__ == "__main__":
    inbox.CLAIM = timedelta(seconds=4)
    courier.LEASE = timedelta(seconds=LEASE_SECONDS)
    courier.CALL_SECONDS = 2
    sys.exit(main())
