"""Migrations of the billing database, oldest first."""
