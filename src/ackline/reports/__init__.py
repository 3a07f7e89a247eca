"""Journal facts made into reports."""
