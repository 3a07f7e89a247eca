"""The same runs, longer: `python tests/processes/run.py --kills 100 [--seed N] [pytest's own words]`."""

import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main([str(Path(__file__).parent), *sys.argv[1:]]))
