"""One module a change of the store's form."""
