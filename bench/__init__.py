"""Benchmarks: one file, one claim; results as JSON in `bench/results/`."""
