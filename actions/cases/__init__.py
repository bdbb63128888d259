"""Matters written down together with the customer: a report, an application, a complaint."""
