"""Slack, the database, pagers and files: everything that touches the world."""
