"""Pictures for the users' guide, taken of the real pages; `make screenshots` writes them to `docs/images/pl/`."""
