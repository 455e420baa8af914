"""`ctxgw fit` as somebody types it."""
import json
import os
import subprocess

import pytest

from harness import trajectories
from harness.gateway import BINARY
from harness.session import LONG

WINDOW = 8192


@pytest.fixture
def fit(binary, tmp_path):
    def run(*arguments, body=None, config=None):
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "LANG": "C.UTF-8"}
        if config is not None:
            (tmp_path / "config.yaml").write_text(json.dumps(config))
            environment["CTXGW_CONFIG"] = str(tmp_path / "config.yaml")
        return subprocess.run([BINARY, "fit", *map(str, arguments)], input=body, env=environment, cwd=tmp_path,
                              capture_output=True, timeout=60)
    return run


@pytest.fixture
def bodies(tmp_path):
    """The requests of a session in files, turn by turn."""
    paths = []
    for number, (body, _) in enumerate(LONG.turns()):
        paths.append(tmp_path / ("turn%02d.json" % number))
        paths[-1].write_bytes(body)
    return paths


def test_the_body_goes_to_the_output_and_the_plan_to_the_error(fit, bodies):
    done = fit(bodies[-1], "--window", WINDOW)
    assert done.returncode == 0
    original, body = json.loads(bodies[-1].read_text()), json.loads(done.stdout)
    assert done.stdout.endswith(b"}\n") and done.stdout.count(b"\n") == 1
    assert len(done.stdout) < 4 * WINDOW < len(bodies[-1].read_bytes())
    assert {key: body[key] for key in ("model", "max_tokens", "stream")} == {
        key: original[key] for key in ("model", "max_tokens", "stream")}
    assert body["messages"][-1]["role"] == "user" == body["messages"][0]["role"]
    page = done.stderr.decode()
    assert "PLACE" in page and "dropped" in page and "total" in page


def test_json_is_one_object(fit, bodies):
    done = fit(bodies[-1], "--window", WINDOW, "--json")
    assert done.returncode == 0 and done.stderr == b""
    value = json.loads(done.stdout)
    assert value["context"]["window"] == WINDOW and value["context"]["sent_tokens"] <= value["context"]["limit"]
    assert value["context"]["blocks"] and value["body"] == json.loads(fit(bodies[-1], "--window", WINDOW).stdout)


def test_the_body_may_come_over_the_standard_input(fit, bodies):
    done = fit("-", "--window", WINDOW, body=bodies[-1].read_bytes())
    assert done.returncode == 0 and done.stdout == fit(bodies[-1], "--window", WINDOW).stdout


def test_what_fits_comes_out_with_every_message(fit, bodies):
    body, original = json.loads(fit(bodies[2], "--window", "200000").stdout), json.loads(bodies[2].read_text())
    assert [message["role"] for message in body["messages"]] == [message["role"] for message in original["messages"]]


def test_with_a_state_each_request_goes_on_from_the_one_before(fit, bodies, tmp_path):
    state, prompts, reasons = tmp_path / "state", [], []
    for body in bodies:
        done = fit(body, "--window", WINDOW, "--session-state", state, "--json")
        assert done.returncode == 0, done.stderr
        value = json.loads(done.stdout)
        prompts.append([value["body"]["tools"], value["body"]["system"], value["body"]["messages"]])
        reasons.append(value["context"].get("epoch"))
    assert reasons[0] == "first" and 1 < sum(map(bool, reasons)) < 15
    for before, after, reason in zip(prompts, prompts[1:], reasons[1:]):
        if not reason:
            assert after[:2] == before[:2] and after[2][:len(before[2]) - 1] == before[2][:-1]
            assert json.dumps(after[2][len(before[2]) - 1]).startswith(json.dumps(before[2][-1])[:-2])
    assert state.stat().st_mode & 0o777 == 0o600 and not (tmp_path / "state.new").exists()


def test_the_models_own_tokenizer_counts(fit, bodies):
    def sent(*arguments):
        return json.loads(fit(bodies[5], "--window", 32768, "--json", *arguments).stdout)["context"]["original_tokens"]

    from harness.gateway import ROOT
    known = sent("--model", "qwen2.5-coder:7b", "--data", ROOT / "data")
    assert known != sent("--model", "nobody-knows-it") and known > 1000


def test_the_settings_are_those_of_the_policy(fit, bodies):
    done = fit(bodies[-1], "--window", WINDOW, config={"policy": {"context": {"strategy": "off"}}})
    assert done.returncode == 1 and b"cannot be made to fit" in done.stderr and b"messages" in done.stderr


def test_what_cannot_be_done_is_said_and_leaves_the_state_alone(fit, bodies, tmp_path):
    state = tmp_path / "state"
    assert fit(bodies[3], "--window", WINDOW, "--session-state", state).returncode == 0
    kept = state.read_bytes()
    (tmp_path / "no.json").write_text("{")
    (tmp_path / "none.json").write_text('{"messages": []}')
    (tmp_path / "list.json").write_text("[]")
    for arguments, status, words in [
            ((tmp_path / "no.json", "--window", WINDOW), 1, "no request"),
            ((tmp_path / "none.json", "--window", WINDOW), 1, "no request"),
            ((tmp_path / "list.json", "--window", WINDOW), 1, "no request"),
            ((tmp_path / "absent.json", "--window", WINDOW), 1, "no such file"),
            ((tmp_path, "--window", WINDOW), 1, "not a regular file"),
            ((bodies[3], "--window", 700), 1, "cannot be made to fit"),
            ((bodies[3], "--window", "many"), 2, "--window"),
            ((bodies[3],), 2, "--window N is missing"),
    ]:
        done = fit(*arguments, "--session-state", state)
        assert (done.returncode, done.stdout) == (status, b"") and words in done.stderr.decode(), done.stderr
        assert state.read_bytes() == kept
    state.write_bytes(b"\x00" + kept[1:])
    done = fit(bodies[3], "--window", WINDOW, "--session-state", state)
    assert done.returncode == 1 and b"session state" in done.stderr and done.stdout == b""
    done = fit(bodies[3], "--window", WINDOW, "--session-state", tmp_path / "no/such/place")
    assert done.returncode == 1 and b"cannot be written" in done.stderr and done.stdout == b""


def test_the_demos_first_request_fits_with_its_tools(fit, tmp_path):
    demo = trajectories.demo()
    (tmp_path / "first.json").write_text(json.dumps({**demo.rest, "messages": demo.messages[:1]}))
    for window in (4096, 8192, 16384, 32768):
        done = fit(tmp_path / "first.json", "--window", window)
        assert done.returncode == 0 and {"Read", "Edit"} <= {each["name"] for each in json.loads(done.stdout)["tools"]}, window
