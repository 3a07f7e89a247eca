"""Which topic of a contract's routes a message is about."""

import re

from ackline.domain.contract import Contract

_LONGEST_READ = 4000


def topic_of(text: str, contract: Contract) -> str | None:
    """The topic whose words stand in `text` as whole words; the first route that matches; None for no topic."""
    words = text[:_LONGEST_READ].lower()
    for route in contract.routes:
        if any(re.search(rf"\b{re.escape(word.lower())}\b", words) for word in route.words):
            return route.topic
    return None
