"""Contracts between their files and the domain: read, checked whole, frozen for the database."""
