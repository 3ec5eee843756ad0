"""Tests of the snapshot: its pages, its files, and that nothing in it leads astray."""
