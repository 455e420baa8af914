import contextlib
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).parent
for place in (HERE, HERE.parent / "Integration"):
    sys.path.insert(0, str(place))
import backends  # noqa: E402
import overflows  # noqa: E402
from coder import Coder  # noqa: E402
from harness.fixtures import *  # noqa: E402, F403
from matrix import Matrix  # noqa: E402
from notes_server import CALL, TOOL  # noqa: E402


def pytest_configure(config):
    config.pluginmanager.register(Matrix())


@pytest.fixture(params=backends.SCRIPTED)
def scripted(request, start_gateway):
    """Starts a gateway in front of a scripted backend, of each kind in turn."""
    with contextlib.ExitStack() as stack:
        yield lambda coder: stack.enter_context(backends.scripted(request.param, start_gateway, backends.speaking(coder)))


@pytest.fixture
def real(one_call_llama, start_gateway):
    """Starts a gateway in front of the real server; `more` is what the configuration has besides."""
    return lambda **more: backends.real(one_call_llama, start_gateway, **more)


@pytest.fixture(params=backends.ALL)
def backend(request, start_gateway):
    """A backend, of each kind in turn, whose model saves a note at once and then ends."""
    if request.param == backends.REAL:
        yield request.getfixturevalue("real")()
    else:
        with backends.scripted(request.param, start_gateway, backends.speaking(Coder({TOOL: CALL}))) as backend:
            yield backend


@pytest.fixture(params=backends.ALL)
def overflowing(request, start_gateway):
    """A backend, of each kind in turn, that does not hold `overflows.LONG`, behind a gateway that cuts nothing."""
    uncut = {"policy": {"context": {"strategy": "off"}}}
    if request.param == backends.REAL:
        yield request.getfixturevalue("real")(**uncut)
    else:
        with backends.scripted(request.param, start_gateway, overflows.refusing(request.param), **uncut) as backend:
            yield backend
