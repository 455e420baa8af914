"""LM Studio: what it tells of its models, models that their first request loads, and overflows in all the forms it has for them."""
import pytest

from harness import record
from harness.clients import CLIENTS, Talk
from harness.lmstudio import WORDS, Installed, LMStudio
from harness.session import LONG, Session
from harness.told import context

MODEL = "qwen/qwen3-8b"
each_version = pytest.mark.parametrize("version", [1, 0], ids=["v1", "v0"])
each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
streamed_or_not = pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])


@pytest.fixture
def studio():
    with LMStudio({MODEL: Installed(window=8192)}) as studio:
        yield studio


@pytest.fixture
def start(start_gateway, studio):
    return lambda **more: start_gateway({"backends": {"box": {"kind": "lmstudio", "url": studio.url}}, **more})


def session(gateway, **more):
    return Session(gateway, LONG, model="box/" + MODEL, **more)


def listed(gateway):
    return {model["name"]: model for model in gateway.report("models")["models"]}


def shown(gateway):
    model = listed(gateway)[MODEL]
    return model["window"], model["window_source"], model["loaded"]


# What it tells --------------------------------------------------------------------------------------------------


@each_version
def test_what_is_loaded_is_shown_with_its_window_and_what_is_not_without(start, studio, version):
    studio.version = version
    studio.library.update({"idle-7b": Installed(), "eyes-7b": Installed(type="vlm", window=16384),
                           "nomic-embed": Installed(type="embeddings", window=2048)})
    models = listed(start())
    assert set(models) == {MODEL, "idle-7b", "eyes-7b"}
    told = {name: (model["window"], model["window_source"], model["loaded"], model["vision"]) for name, model in models.items()}
    assert told[MODEL] == (8192, "loaded", True, False) and told["eyes-7b"] == (16384, "loaded", True, True)
    assert told["idle-7b"] == (4096, "assumed", False, False)


@each_version
def test_a_model_that_its_first_request_loads_is_asked_for_its_window_then(start, studio, version):
    studio.version, studio.library[MODEL].window, studio.loads_with = version, None, 8192
    gateway = start()
    first, second = session(gateway), session(gateway)
    answer, = first.play([0])
    later, = second.play([0])
    assert [context(each)["window"] for each in (answer, later)] == [4096, 8192]
    assert shown(gateway) == (8192, "loaded", True)


def test_a_model_loaded_anew_is_found_so_at_the_next_start(start, studio):
    gateway = start()
    assert shown(gateway) == (8192, "loaded", True)
    studio.library[MODEL].window = 16384
    gateway.stop()
    gateway.start()
    assert shown(gateway) == (16384, "loaded", True)
    assert context(session(gateway).play([0])[0])["window"] == 16384


def test_a_configured_window_stands_over_what_it_tells_of_a_model_that_is_not_loaded(start, studio):
    studio.library[MODEL].window = None
    gateway = start(models={"box/" + MODEL: {"window": 6000}})
    assert shown(gateway) == (6000, "configured", False)
    assert context(session(gateway).play([0])[0])["window"] == 6000


# Overflow -------------------------------------------------------------------------------------------------------


@streamed_or_not
@pytest.mark.parametrize("form", ["text", "object", "stream"])
@pytest.mark.parametrize("words", ["older", "newer"])
def test_an_overflow_that_names_the_window_is_made_to_fit_and_sent_once_more(start, studio, words, form, stream):
    """Somebody has loaded the model anew since it was asked, with less."""
    gateway = start()
    assert shown(gateway) == (8192, "loaded", True)
    studio.library[MODEL].window, studio.words, studio.form = 2500, WORDS[words], form
    one = session(gateway, stream=stream)
    answer, = one.play([8])
    assert answer.status == 200 and answer.complete and answer.header("x-ctxgw-attempts") == "2", answer.body
    assert context(answer)["window"] == 2500 and len(studio.requests) == 2 and len(studio.refused) == 1
    turn, = one.settled()
    assert record.outcome(turn) == record.SUCCEEDED
    assert shown(gateway)[:2] == (2500, "loaded")


def test_an_overflow_without_figures_has_it_asked_anew(start, studio):
    gateway = start()
    assert shown(gateway)[0] == 8192
    studio.library[MODEL].window, studio.words = 3000, WORDS["mlx"]
    told, answer = (session(gateway).play([20])[0] for _ in range(2))
    assert told.status == 400 and told.json()["error"]["message"].startswith("prompt is too long. "), told.body
    assert answer.status == 200 and context(answer)["window"] == 3000


@streamed_or_not
@each_client
@pytest.mark.parametrize("form", ["text", "object", "stream"])
def test_an_overflow_of_what_goes_out_as_it_came_is_told_in_each_clients_words(start, studio, form, client, stream):
    studio.form = form
    gateway = start(policy={"context": {"strategy": "off"}}, models={"box/" + MODEL: {"window": 100000}})
    said = Talk(client, gateway, "box/" + MODEL, stream).say("word " * 12000)
    status, code, words = client.overflow
    assert said.answer.status == (200 if stream and client.name == "responses" else status)
    assert said.error and "8192" in said.error and len(studio.requests) == 1, said
    if client.name != "chat" or form != "object":  # which is an error in that client's own dialect, and passed on as it came
        assert said.error.startswith(words) and said.code == code, said


def test_an_empty_answer_to_a_prompt_that_fills_its_room_is_taken_for_an_overflow(start, studio):
    """Somebody has loaded the model anew with a little less."""
    gateway = start()
    assert shown(gateway)[0] == 8192
    studio.form, studio.library[MODEL].window = "empty", 6400
    answers = session(gateway).play(range(41))
    assert [answer.status for answer in answers] == [200] * 41 and len(studio.refused) == 1
    assert context(answers[-1])["window"] == 6400


@each_client
def test_an_empty_stream_is_no_answer(start, studio, client):
    """Which is how some versions put an overflow."""
    studio.form, studio.library[MODEL].window = "empty", 1
    gateway = start(models={"box/" + MODEL: {"window": 8192}})
    said = Talk(client, gateway, "box/" + MODEL).say("hello")
    assert said.error and said.calls == [] and said.text == "", said
    turn, = record.settled_turns(gateway, record.session_id(said.answer))
    assert record.outcome(turn) == record.FAILED
