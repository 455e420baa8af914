"""Fixtures: models and servers once per run, gateways and scripted upstreams per test or module."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness.gateway import BINARY, Gateway  # noqa: E402
from harness.llama import LlamaServer, make_model  # noqa: E402
from harness.upstream import Upstream  # noqa: E402


@pytest.fixture(scope="session")
def binary():
    if not BINARY.exists():
        pytest.fail("no gateway at %s: run `make build`, or set CTXGW_BIN" % BINARY)
    return BINARY


@pytest.fixture
def start_gateway(binary, tmp_path):
    """Starts gateways that end with the test, whatever happens in it."""
    yield from gateways(tmp_path)


@pytest.fixture(scope="module")
def start_module_gateway(binary, tmp_path_factory):
    yield from gateways(tmp_path_factory.mktemp("gateway"))


def gateways(directory):
    started = []

    def start(config, **more):
        started.append(Gateway(directory / ("home%d" % len(started)), config, **more))
        return started[-1].start()

    yield start
    for gateway in started:
        gateway.stop()


@pytest.fixture
def upstream():
    with Upstream() as upstream:
        yield upstream


@pytest.fixture
def gateway(start_gateway, upstream):
    """A gateway with one scripted Anthropic upstream that gets the client's own credentials."""
    return start_gateway({"backends": {"anthropic": {"kind": "anthropic", "url": upstream.url, "auth": "client"}}})


def llama_fixture(*model_arguments, **server_arguments):
    @pytest.fixture(scope="session")
    def server(tmp_path_factory):
        directory = tmp_path_factory.mktemp("llama")
        model = make_model(directory / "model.gguf", *model_arguments)
        with LlamaServer(model, directory, **server_arguments) as server:
            yield server
    return server


llama = llama_fixture()
strict_llama = llama_fixture("--strict")
tool_llama = llama_fixture("--call-tools")
endless_llama = llama_fixture("--eos-bias", "-30", context=32768)
