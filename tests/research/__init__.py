"""A dashboard of three pages, to test what is open to whom."""
