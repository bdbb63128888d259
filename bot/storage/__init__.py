"""Memory: databases, the meter store and the files under `knowledge/`."""
