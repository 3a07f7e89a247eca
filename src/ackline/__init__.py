"""Ackline keeps a vendor's published support promises in shared Slack channels."""
