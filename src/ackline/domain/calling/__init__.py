"""Pages: one ladder step that must reach somebody, and every attempt."""
