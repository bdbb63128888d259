"""A stock Rasa set-up of the same domain, for `bench.turn` to compare with."""
