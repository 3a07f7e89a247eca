"""The HTTP side: health, readiness and the timekeeper of the demo."""
