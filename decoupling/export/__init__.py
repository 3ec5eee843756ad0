"""Turning events, charts and filters into files that explain themselves."""
