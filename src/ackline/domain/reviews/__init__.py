"""The review that a contract promises of each quarter: when it is due, who is reminded, what it shows, how it ended."""
