"""Migrations of the service database, oldest first."""
