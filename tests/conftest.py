"""What tests in several folders share."""

from hypothesis import HealthCheck, settings

from tests.postgres import postgres, postgres_server

__all__ = ["postgres", "postgres_server"]

# How long an example takes says something of the machine, not of the program.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
