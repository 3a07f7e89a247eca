"""The same runs, longer: `python tests/processes/run.py --kills 100 [--replicas 4] [--seed N] [words of pytest]`."""

import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main([str(Path(__file__).parent), *sys.argv[1:]]))
