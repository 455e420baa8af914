"""Fixtures: models and servers once per run, gateways and scripted upstreams per test or module."""
import pytest

from .gateway import BINARY, Gateway
from .llama import LlamaServer, make_model
from .upstream import Upstream


@pytest.fixture(scope="session")
def binary():
    if not BINARY.exists():
        pytest.fail("no gateway at %s: run `make build`, or set CTXGW_BIN" % BINARY)
    return BINARY


@pytest.fixture
def make_gateway(binary, tmp_path):
    """Makes gateways, not yet started, that end with the test whatever happens in it."""
    yield from gateways(tmp_path)


@pytest.fixture
def start_gateway(make_gateway):
    """Makes and starts them."""
    return lambda *arguments, **more: make_gateway(*arguments, **more).start()


@pytest.fixture(scope="module")
def start_module_gateway(binary, tmp_path_factory):
    for make in gateways(tmp_path_factory.mktemp("gateway")):
        yield lambda *arguments, **more: make(*arguments, **more).start()


def gateways(directory):
    made = []

    def make(config, **more):
        made.append(Gateway(directory / ("home%d" % len(made)), config, **more))
        return made[-1]

    yield make
    for gateway in made:
        gateway.stop()
        print(gateway.log, end="")  # shown where the test has failed


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


llama = llama_fixture("--eos-bias", "-30")  # speaks until it may not
mute_llama = llama_fixture("--eos-bias", "30")
strict_llama = llama_fixture("--strict")
tool_llama = llama_fixture("--call-tools")
one_call_llama = llama_fixture("--one-call", "m")  # of an agent's tools, that of an MCP server
endless_llama = llama_fixture("--eos-bias", "-30", context=32768)
