"""The installation as a subject: what its people order of it, and what it does by the clock."""
