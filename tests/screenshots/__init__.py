"""Pictures for the users' guide and the stores, taken of the real pages; `make screenshots` writes them to `docs/images/`."""
