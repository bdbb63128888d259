"""The pipeline's steps, in the order of config.yml: one Rasa component a file."""
