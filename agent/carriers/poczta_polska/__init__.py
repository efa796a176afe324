"""Poczta Polska through Elektroniczny Nadawca, with either kind of account."""
