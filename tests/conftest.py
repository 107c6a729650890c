"""Fixtures: the deployment that most tests share, and deployments of a test's own."""

import pytest

from lib.deployment import Deployment

_alive = []


def _close(deployment):
    _alive.remove(deployment)
    deployment.close()


@pytest.fixture(scope="session")
def deployment():
    """The deployment that tests share: what they make in it they also delete."""
    shared = Deployment()
    _alive.append(shared)
    try:
        yield shared.start()
    finally:
        _close(shared)


@pytest.fixture(scope="module")
def deploy_for_module():
    yield from _factory()


@pytest.fixture
def deploy():
    """Makes deployments that end with the test."""
    yield from _factory()


def _factory():
    made = []

    def make(*options, **more):
        own = Deployment(*options, **more)
        made.append(own)
        _alive.append(own)
        return own

    try:
        yield make
    finally:
        problems = []
        for own in reversed(made):
            try:
                _close(own)
            except AssertionError as problem:
                problems.append(str(problem))
        assert not problems, problems


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Puts the logs of the deployments into the report of a test that fails."""
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for one in _alive:
            report.sections.append((f"logs of {one.base}", one.tail()))
