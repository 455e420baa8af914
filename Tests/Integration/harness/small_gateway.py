"""What the tests of small windows begin with, as fixtures to import: a small server, and gateways in front of it."""
import pytest

from .small import SmallServer

WINDOW = 8192


@pytest.fixture
def server():
    with SmallServer(WINDOW) as server:
        yield server


@pytest.fixture
def start(start_gateway, server):
    """Starts a gateway in front of the server; `more` is what the configuration has besides."""
    return lambda backend=(), **more: start_gateway(
        {"backends": {"box": {"kind": "llama-server", "url": server.url, **dict(backend)}}, **more})


@pytest.fixture
def gateway(start):
    return start()
