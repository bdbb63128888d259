"""Doors to Rasa: a tracker goes in, a service is asked, words come out."""
