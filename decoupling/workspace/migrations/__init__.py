"""The store's forms over time: one file in `versions/` a change, each with the way up."""
