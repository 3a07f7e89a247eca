"""The way out: rows of the outbox delivered once and in order, and what became of each."""
