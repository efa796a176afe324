"""Allegro: signing in, reading orders, adding tracking numbers. Facts: contracts/allegro-rest.md."""
