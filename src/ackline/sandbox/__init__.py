"""A Slack for one machine: Web API, signed events, interactivity and a hand-moved clock, over HTTP only.

It knows nothing of the bot. `ackline.sandbox.sandbox.Sandbox` is the way in from Python,
`python -m ackline.sandbox` the way in from a shell, `ackline.sandbox.control` describes the control API.
"""
