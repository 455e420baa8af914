"""Started with no configuration at all: finds the local server on its usual port, and says what to type."""
import json
import socket
import uuid

import anthropic
import pytest

from harness import record
from harness.gateway import Gateway
from harness.llama import LlamaServer, make_model

USUAL_PORTS = [9931, 8080]


def is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture(scope="module")
def usual_llama(tmp_path_factory):
    port = next(filter(is_free, USUAL_PORTS), None)
    if port is None:
        pytest.skip("somebody else is on every port a llama-server usually has")
    directory = tmp_path_factory.mktemp("usual")
    model = make_model(directory / "model.gguf", "--eos-bias", "-30")
    # A name of its own, because another server may be on another usual port.
    with LlamaServer(model, directory, port=port, name="first-start-%s" % uuid.uuid4().hex[:8]) as server:
        yield server


@pytest.fixture
def first_start(tmp_path, binary, usual_llama):
    with Gateway(tmp_path / "home", None) as gateway:
        yield gateway


def test_the_banner_says_what_was_found_and_what_to_type(first_start, usual_llama):
    first_start.wait_for_log("ANTHROPIC_MODEL=")
    assert usual_llama.url in first_start.log and usual_llama.name in first_start.log
    assert "export ANTHROPIC_BASE_URL=%s\n" % first_start.url in first_start.log
    assert "anthropic" in first_start.log and "api.anthropic.com" in first_start.log


@pytest.mark.parametrize("prefix", ["", "claude-local-"], ids=["name", "alias"])
def test_a_local_model_answers_by_its_name_and_its_alias(first_start, usual_llama, prefix):
    first_start.wait_for_log("ANTHROPIC_MODEL=")
    client = anthropic.Anthropic(base_url=first_start.url, auth_token="local", max_retries=0, timeout=60)
    answer = client.messages.with_raw_response.create(model=prefix + usual_llama.name, max_tokens=5, messages=[
        {"role": "user", "content": "hello"}])
    assert answer.parse().content[0].text
    assert answer.headers["x-ctxgw-target"].endswith("/" + usual_llama.name)
    turn, = record.settled_turns(first_start, answer.headers["x-ctxgw-session"])
    assert record.outcome(turn) == record.SUCCEEDED
    assert json.loads(first_start.command("sessions", "--json").stdout)["sessions"]
