"""vLLM and SGLang: the window they tell, answers that must leave room for the prompt, and overflows in the words of every version."""
import pytest

from harness import record
from harness.clients import CLIENTS, Talk
from harness.session import LONG, Session
from harness.told import context
from harness.vllm import SGLANG_WORDS, SGLang, VLLM, VLLM_WORDS

MODEL = "Qwen/Qwen3-8B"
SERVERS = {"vllm": VLLM, "sglang": SGLang}
SAYINGS = [("vllm", version, is_flat) for version in VLLM_WORDS for is_flat in (False, True)] + [
    ("sglang", version, True) for version in SGLANG_WORDS]
MUCH = {"anthropic": {"max_tokens": 32000}, "chat": {"max_completion_tokens": 32000}, "responses": {"max_output_tokens": 32000},
        "ollama": {"options": {"num_predict": 32000}}}
each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
each_kind = pytest.mark.parametrize("kind", SERVERS)
each_saying = pytest.mark.parametrize("kind, version, is_flat", SAYINGS, ids=["%s-%s-%s" % (
    kind, version, "flat" if is_flat else "nested") for kind, version, is_flat in SAYINGS])


@pytest.fixture
def kind():
    return "vllm"


@pytest.fixture
def server(kind):
    with SERVERS[kind](8192) as server:
        yield server


@pytest.fixture
def start(start_gateway, server, kind):
    return lambda **more: start_gateway({"backends": {"box": {"kind": kind, "url": server.url}}, **more})


def session(gateway, **more):
    return Session(gateway, LONG, model="box/" + MODEL, **more)


@each_kind
def test_the_window_it_tells_is_the_one_that_is_loaded(start, kind):
    model, = start().report("models")["models"]
    assert (model["name"], model["window"], model["window_source"], model["loaded"]) == (MODEL, 8192, "loaded", True)


@each_kind
@each_client
def test_an_answer_gets_the_room_that_the_prompt_leaves(start, server, client):
    server.per_token = 6  # characters: no more than we count
    said = Talk(client, start(), "box/" + MODEL, **MUCH[client.name]).say("word " * 1000)
    assert said.error is None and said.text == "Understood.", said
    body, = server.bodies
    asked = body.get("max_tokens") or body["max_completion_tokens"]
    assert 6000 < asked <= 8192 - server.count(body)


def test_a_long_session_fits_beside_its_answers(start, server):
    server.per_token = 6
    answers = session(start(), max_tokens=32000).play(range(41))
    assert [answer.status for answer in answers] == [200] * 41 and server.refused == []


def words(version):
    return {**VLLM_WORDS, **SGLANG_WORDS}[version]


def test_a_prompt_that_went_out_as_it_came_and_is_refused_is_made_to_fit(start, server):
    server.per_token = 6
    talk = Talk(next(client for client in CLIENTS if client.name == "chat"), start(), "box/" + MODEL)
    for _ in range(12):
        assert talk.say("word " * 120).error is None
    assert not server.refused
    server.holds = 1500
    said = talk.say("word " * 20)
    assert said.error is None and said.answer.header("x-ctxgw-attempts") == "2" and len(server.refused) == 1
    assert context(said.answer)["window"] == 1500 and server.count(server.bodies[-1]) < 1500


@each_saying
def test_an_overflow_teaches_the_window_and_is_sent_once_more(start, server, kind, version, is_flat):
    server.holds, server.words, server.is_flat = 3000, words(version), is_flat
    one = session(start())
    answers = one.play([20, 21, 22])
    assert [answer.status for answer in answers] == [200] * 3, answers[0].body
    assert [answer.header("x-ctxgw-attempts") for answer in answers] == ["2", "1", "1"] and len(server.refused) == 1
    assert {context(answer)["window"] for answer in answers} == {3000}
    # What was said of a prompt with its answer is not taken for the size of the prompt alone.
    assert context(answers[0])["sent"] < 1.4 * server.count(server.bodies[1])
    assert [record.outcome(turn) for turn in one.settled()] == [record.SUCCEEDED] * 3


@each_client
@each_saying
def test_an_overflow_of_what_goes_out_as_it_came_is_told_in_each_clients_words(start, server, kind, version, is_flat, client):
    server.words, server.is_flat = words(version), is_flat
    gateway = start(policy={"context": {"strategy": "off"}}, models={"box/" + MODEL: {"window": 100000}})
    said = Talk(client, gateway, "box/" + MODEL, stream=False).say("word " * 12000)
    status, code, sentence = client.overflow
    assert said.error and said.error.startswith(sentence) and "8192" in said.error, said
    assert (said.answer.status, said.code) == (status, code)


@each_client
def test_a_server_without_a_parser_for_tools_says_so(start, server, client):
    """Nothing can be repaired there: it has to be started anew, with a parser."""
    sentence = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'
    server.script = lambda peer, _: server.complain(peer, sentence)
    said = Talk(client, start(), "box/" + MODEL).say("look")
    assert said.error and "--enable-auto-tool-choice" in said.error and len(server.requests) == 1, said


@each_kind
def test_a_flat_error_is_understood(start, server, kind):
    server.is_flat = True
    server.script = lambda peer, _: server.complain(peer, "top_k must be -1 (disable), or at least 1, got 0.")
    answer = start().ask("box/" + MODEL)
    assert answer.status == 400 and answer.json()["error"] == {
        "type": "invalid_request_error", "message": "box: top_k must be -1 (disable), or at least 1, got 0."}
