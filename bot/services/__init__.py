"""Verbs: what we do for customers, agents and managers."""
