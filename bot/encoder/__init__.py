"""The encoder of knowledge search: torch and sentence-transformers live in this room only."""
