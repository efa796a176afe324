"""The real key store for agents that run as processes of their own."""

from tests.secret_service import secret_service_environment

__all__ = ["secret_service_environment"]
