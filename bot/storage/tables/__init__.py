"""Typed tables of the two databases: `billing` (the utility's records) and `service` (ours)."""
