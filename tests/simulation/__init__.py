"""Deterministic simulation: the real services on virtual time, a simulated Slack, and a judge of their promises."""
