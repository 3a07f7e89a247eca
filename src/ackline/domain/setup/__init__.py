"""What must be in place before a contract counts, and what it is worth until then."""
