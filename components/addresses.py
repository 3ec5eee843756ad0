"""Owns what the addresses for programs answer from: the dataset that the pages show, as far as everyone may read it."""

from __future__ import annotations

from components.data import load_version
from components.person import is_open_to_everyone
from decoupling.api.service import program_routes

PROGRAM_ROUTES = program_routes(load_version, is_open_to_everyone)
