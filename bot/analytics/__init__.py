"""Arithmetic on arrays: no database, no clock, no names of people."""
