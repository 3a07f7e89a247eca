"""Settings, wiring, the engine's loops and the command line."""
