"""Other machines: every call has a timeout."""
