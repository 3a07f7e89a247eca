"""Deterministic simulation: the real services on a virtual clock, a simulated Slack, and a judge that knows only the contracts."""
