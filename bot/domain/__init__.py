"""Nouns of the business: plain values and arithmetic, standard library only."""
