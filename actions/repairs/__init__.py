"""Reporting a fault, and what becomes of the report."""
