"""The workshop: what `make` runs. Standard library only, on any Python >= 3.8."""
