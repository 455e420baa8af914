"""The configuration is read again while the gateway runs: swapped whole or not at all, and nobody's answer is disturbed."""
import json
import os
import signal
import threading

import pytest

from harness import record, waiting
from harness.dialects import ANTHROPIC
from harness.speech import AnthropicSpeech, Words
from harness.upstream import Upstream


def says(text):
    """A model that says this and nothing else."""
    return AnthropicSpeech().script(Words(text))


@pytest.fixture
def others():
    with Upstream(says("the other")) as upstream:
        yield upstream


def config(upstream, **server):
    return {"discover": False, "backends": {"anthropic": {"kind": "anthropic", "url": upstream.url, "auth": "client"}}, "server": server}


def path(gateway):
    return gateway.home / "config.yaml"


def write(gateway, value):
    """Writes the file anew in its place."""
    path(gateway).write_text(value if isinstance(value, str) else json.dumps(value))


def answered_by(gateway):
    """What the model says that answers now."""
    return gateway.ask().json()["content"][0]["text"]


def hang_up(gateway, words="loaded again"):
    """SIGHUP, and what the gateway says to it."""
    before = len(gateway.log)
    gateway.process.send_signal(signal.SIGHUP)
    return waiting.until(lambda: words in gateway.log[before:] and gateway.log[before:], "%r in the log" % words)


def replaced(gateway, value):
    """As careful programs save: written beside, and renamed."""
    (gateway.home / "config.new").write_text(json.dumps(value))
    os.rename(gateway.home / "config.new", path(gateway))


def moved_away(gateway, value):
    """As some editors save: the old file becomes the backup."""
    os.rename(path(gateway), gateway.home / "config.yaml~")
    write(gateway, value)


@pytest.mark.parametrize("save", [write, replaced, moved_away])
def test_a_change_of_the_file_is_in_force_soon(gateway, upstream, others, save):
    upstream.script = says("the first")
    assert answered_by(gateway) == "the first"
    save(gateway, config(others))
    waiting.until(lambda: answered_by(gateway) == "the other", "the other backend answers")
    assert gateway.log.count("configuration loaded again") == 1


def test_a_bad_file_changes_nothing_and_says_why_once(gateway, upstream, others):
    upstream.script = says("the first")
    write(gateway, "backends: { anthropic: { kind: antropic } }\n")
    gateway.wait_for_log("did you mean 'anthropic'?")
    assert "config.yaml:1:32: " in gateway.log and "stays in force" in gateway.log
    assert answered_by(gateway) == "the first"
    write(gateway, config(others))
    waiting.until(lambda: answered_by(gateway) == "the other", "the other backend answers")
    assert gateway.log.count("did you mean") == 1


def test_a_file_that_vanishes_changes_nothing(gateway, upstream):
    upstream.script = says("the first")
    path(gateway).unlink()
    gateway.wait_for_log("there is no such file")
    assert answered_by(gateway) == "the first"


def test_at_sighup_the_file_is_read_at_once_and_the_operator_is_answered(gateway, upstream, others):
    upstream.script = says("the first")
    assert "nothing in it has changed" in hang_up(gateway)
    write(gateway, config(others))
    hang_up(gateway)
    assert answered_by(gateway) == "the other"
    write(gateway, "backends: 1")
    for _ in range(2):
        assert "backends must be a mapping" in hang_up(gateway, "stays in force:\n  ")
    assert answered_by(gateway) == "the other"


def test_an_answer_under_way_is_finished_by_what_it_was_begun_with(gateway, upstream, others):
    begun, may_end = threading.Event(), threading.Event()
    first, *rest = ANTHROPIC.events("the first")

    def script(peer, _):
        peer.begin_stream()
        peer.chunk(first)
        begun.set()
        assert may_end.wait(30)
        for event in rest:
            peer.chunk(event)
        peer.end_stream()

    upstream.script = script
    answers = []
    thread = threading.Thread(target=lambda: answers.append(gateway.ask(text="before", stream=True)))
    thread.start()
    assert begun.wait(20)
    write(gateway, config(others))
    hang_up(gateway)
    assert answered_by(gateway) == "the other"
    may_end.set()
    thread.join(30)
    assert answers[0].complete and answers[0].events()[-1][0] == "message_stop"
    turn, = record.settled_turns(gateway, record.session_id(answers[0]))
    assert record.outcome(turn) == record.SUCCEEDED


def test_a_session_goes_on_across_configurations(gateway, upstream, others):
    upstream.script = says("the first")
    identity = {"x-claude-code-session-id": "5b2c9d2e-6d0e-4a55-9f2a-1b7f5a0c9d11"}
    first = gateway.ask(stream=True, headers=identity)
    write(gateway, config(others))
    hang_up(gateway)
    history = [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "the first"}, {"role": "user", "content": "on"}]
    second = gateway.ask(stream=True, headers=identity, messages=history)
    assert record.session_id(second) == record.session_id(first)
    assert len(record.settled_turns(gateway, record.session_id(first), 2)) == 2


def test_limits_and_doors_change_while_it_runs(gateway, upstream):
    upstream.script = says("the first")
    write(gateway, config(upstream, max_body="1KB", auth_token="a-new-token", allowed_hosts=["new.example"]))
    hang_up(gateway)
    assert gateway.ask().status == 401
    token = {"x-ctxgw-token": "a-new-token", "host": "new.example"}
    assert gateway.ask(stream=True, headers=token).status == 200
    assert gateway.ask(text="x" * 2000, headers=token).status == 413


def test_what_cannot_change_is_told_and_the_command_line_goes_on_winning(gateway, upstream):
    upstream.script = says("the first")
    # Where it listens and what it keeps was said on the command line, so that the file does not matter.
    write(gateway, {**config(upstream, listen="127.0.0.1:1"), "store": {"path": "/nowhere/x.db", "retain": "1d"}})
    said = hang_up(gateway, "restart to apply")
    assert "restart to apply store.retain\n" in said
    assert answered_by(gateway) == "the first"


def test_a_key_that_is_replaced_is_the_one_that_is_sent(start_gateway, tmp_path, upstream):
    upstream.script = says("the first")
    key = tmp_path / "key"
    key.write_text("sk-old-key\n")
    gateway = start_gateway({"backends": {"v": {"kind": "anthropic", "url": upstream.url, "key_file": str(key)}}})
    assert gateway.ask(model="v/claude-test", stream=True).status == 200
    key.write_text("sk-newer-key\n")
    gateway.wait_for_log("configuration loaded again")
    assert gateway.ask(model="v/claude-test", stream=True).status == 200
    assert [request.values("x-api-key") for request in upstream.requests] == [["sk-old-key"], ["sk-newer-key"]]
    assert "sk-" not in gateway.log


def test_what_was_held_against_a_backend_is_forgotten_when_it_is_set_right(start_gateway, tmp_path, upstream):
    """A wrong key closes a backend for an hour; the right one opens it."""
    key = tmp_path / "key"
    key.write_text("sk-wrong\n")

    def script(peer, request):
        if request.values("x-api-key") == ["sk-wrong"]:
            return peer.answer_json(401, {"type": "error", "error": {"type": "authentication_error", "message": "invalid x-api-key"}})
        says("the first")(peer, request)

    upstream.script = script
    with Upstream(says("the other")) as other:
        gateway = start_gateway({
            "backends": {"v": {"kind": "anthropic", "url": upstream.url, "key_file": str(key)},
                         "w": {"kind": "anthropic", "url": other.url, "auth": "client"}},
            "policy": {"name": "t", "tiers": {"primary": ["v/m", "w/m"]}, "rules": [{"tier": "primary"}]}})
        assert answered_by(gateway) == "the other" and answered_by(gateway) == "the other"
        assert len(upstream.requests) == 1
        key.write_text("sk-right\n")
        hang_up(gateway)
        assert answered_by(gateway) == "the first"


def test_a_policy_of_a_file_is_in_force_when_the_file_is(start_gateway, tmp_path, upstream, others):
    upstream.script = says("the first")
    policy = tmp_path / "mine.yaml"

    def choose(backend):
        policy.write_text(json.dumps({"tiers": {"primary": [backend + "/m"]}, "rules": [{"tier": "primary"}]}))

    choose("a")
    gateway = start_gateway({
        "backends": {"a": {"kind": "anthropic", "url": upstream.url, "auth": "client"},
                     "b": {"kind": "anthropic", "url": others.url, "auth": "client"}}, "policy": str(policy)})
    assert answered_by(gateway) == "the first"
    choose("b")
    waiting.until(lambda: answered_by(gateway) == "the other", "the other backend answers")
    policy.write_text(json.dumps({"tiers": {"primary": ["b/m"]}, "rules": [{"tier": "primry"}]}))
    gateway.wait_for_log("did you mean 'primary'?")
    assert answered_by(gateway) == "the other"


def test_a_configuration_that_comes_after_the_start_is_read(make_gateway, upstream):
    upstream.script = says("the first")
    gateway = make_gateway(None).start()
    place = gateway.home / "ctxgw"
    place.mkdir(exist_ok=True)
    (place / "config.yaml").write_text(json.dumps(config(upstream)))
    gateway.wait_for_log("configuration loaded again")
    assert answered_by(gateway) == "the first"


def test_a_hundred_configurations_leave_nothing_behind(gateway, upstream, others):
    """Descriptors and memory: what was in force before is let go."""
    upstream.script = says("the first")
    assert answered_by(gateway) == "the first"

    def swap(times):
        for number in range(times):
            write(gateway, config(others if number % 2 else upstream, max_concurrent_streams=number + 2))
            hang_up(gateway)
        return answered_by(gateway)

    assert swap(20) == "the other"
    descriptors, memory = resources(gateway)
    assert swap(100) == "the other"
    after = resources(gateway)
    assert after[0] <= descriptors + 2 and after[1] <= memory + 8 << 20, (descriptors, memory, after)


def resources(gateway):
    process = "/proc/%d/" % gateway.process.pid
    with open(process + "statm") as file:
        return len(os.listdir(process + "fd")), int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
