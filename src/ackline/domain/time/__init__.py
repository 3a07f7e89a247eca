"""Time as contracts count it: calendars, clocks, durations, stretches."""
