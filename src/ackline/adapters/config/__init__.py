"""Contracts, people and accounts from the files that people write: read, checked whole, frozen for the database."""
