"""Start Ackline: `python app.py` runs the demo; `python app.py --help` lists the commands."""

import sys

from ackline.runtime.cli import main

if __name__ == "__main__":
    sys.exit(main())
