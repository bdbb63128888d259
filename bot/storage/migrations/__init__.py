"""Schema migrations of both databases, run by `Books.upgrade`."""
