"""Chinese understanding: components that run inside the brain (Rasa)."""
