"""Chinese understanding inside the brain: Rasa components that know how customers talk."""
