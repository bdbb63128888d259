"""Import of a utility's own data from CSV files, with a report of every rejected row."""
