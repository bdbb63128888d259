"""Files for the utility's own systems."""
