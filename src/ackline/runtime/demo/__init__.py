"""The demo: the bot against the sandbox, on this machine only, with time that is moved by hand."""
