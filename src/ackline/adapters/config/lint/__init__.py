"""What is worth saying about a contract that can be read: `ackline contract check` and `contract coverage`."""
