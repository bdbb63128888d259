"""Tests of the meter stores."""
