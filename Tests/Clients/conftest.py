import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).parent
for place in (HERE, HERE.parent / "Integration"):
    sys.path.insert(0, str(place))
from harness.fixtures import *  # noqa: E402, F403
from harness.ollama import Ollama  # noqa: E402
from harness.upstream import Upstream  # noqa: E402


@pytest.fixture(params=["anthropic", "openai", "ollama"])
def kind(request):
    """The kinds of a scripted backend."""
    return request.param


@pytest.fixture
def scripted(kind, start_gateway):
    """Starts a gateway in front of a scripted backend of the kind; gives it and a model's name there."""
    servers = []

    def start(script):
        server = Ollama(script) if kind == "ollama" else Upstream(script)
        servers.append(server.__enter__())
        return start_gateway({"backends": {"box": {"kind": kind, "url": server.url, "window": 65536, "auth": "none"}}}), "box/test-model"

    yield start
    for server in servers:
        server.__exit__()
