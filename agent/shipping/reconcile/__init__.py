"""Pure: what the ledger, the carriers' lists and Allegro say, side by side, and where they differ."""
