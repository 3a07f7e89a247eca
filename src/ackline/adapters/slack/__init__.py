"""Slack's side of the corridor: payloads in, Block Kit out."""
