"""Slack's request signature, version 0.

The receiver compares the timestamp with its own wall clock (5 minutes), so it is real time, not the sandbox's.
"""

import hashlib
import hmac
import time


def signed_headers(secret: str, body: bytes) -> dict[str, str]:
    """The two headers that prove that a request comes from Slack."""
    timestamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": "v0=" + digest.hexdigest()}
