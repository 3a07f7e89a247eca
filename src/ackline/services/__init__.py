"""What happens around a decision: the desk, the inbox, the courier and the ports they stand on."""
