"""Xiaowa (小瓦), a customer-service bot for an electricity utility."""

__version__ = "0.1.0"
