"""A ticket: what it remembers, and what each fact and act does to it."""
