"""Business processes: what one needs, applying for it, and how far it has come."""
