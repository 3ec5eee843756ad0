"""Owns what the addresses for programs answer from: the dataset that the pages show."""

from __future__ import annotations

from components.data import load_data
from decoupling.api.service import program_routes

PROGRAM_ROUTES = program_routes(load_data)
