"""A snapshot of the dashboard as a folder of files that needs no server."""
