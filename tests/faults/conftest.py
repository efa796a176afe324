"""The real key store for agents that run as processes of their own, and which rows of a matrix are wanted."""

import pytest

from tests.secret_service import secret_service_environment

__all__ = ["chosen", "secret_service_environment"]


@pytest.fixture(scope="module")
def chosen(request: pytest.FixtureRequest) -> set[object]:
    """The values of `pair` of those tests of the module that are to be run."""
    tests = [each for each in request.session.items if isinstance(each, pytest.Function) and each.module is request.module]
    return {each.callspec.params["pair"] for each in tests if "pair" in each.fixturenames}
