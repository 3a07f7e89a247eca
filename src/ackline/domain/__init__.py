"""The promises and how they are decided: pure, no I/O, no clock of its own, no Slack, no SQL."""
