"""`python -m ackline`."""

import sys

from ackline.runtime.cli import main

sys.exit(main())
