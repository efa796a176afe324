"""What tests in several folders share."""

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import postgres, postgres_server

__all__ = ["postgres", "postgres_server"]

# How long an example takes says something of the machine, not of the program.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

BROWSER_TEST_S = 900
"""More than any needs on a slow computer that does something else besides; only what hangs for good is ended by it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives tests that start and drive whole programs the time this takes; a browser that stands still is told much earlier."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.timeout(BROWSER_TEST_S))
