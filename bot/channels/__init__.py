"""Doors: they translate between the outside and the services, and never decide."""
