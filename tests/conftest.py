"""What tests in several folders share."""

from tests.postgres import postgres, postgres_server

__all__ = ["postgres", "postgres_server"]
