"""The commands that set clients up, as somebody types them: models, env, run, doctor."""
import json
import signal
import socket
import stat
import subprocess

import pytest

from harness import waiting
from harness.gateway import BINARY
from harness.home import Home
from harness.small import SmallServer


@pytest.fixture
def server():
    with SmallServer(16384, models=("Qwen3:8B",)) as server:
        yield server


@pytest.fixture
def home(tmp_path, binary, server):
    """A home with a configuration and no gateway running in it."""
    return Home(tmp_path / "home", {"backends": {"box": {"kind": "llama-server", "url": server.url}}})


# models -----------------------------------------------------------------------------------------------------


def test_models_are_the_same_with_a_gateway_and_without(home):
    alone = home.report("models")
    model, = alone["models"]
    assert model["id"] == "Qwen3:8B" and model["alias"] == "claude-local-qwen3-8b"
    assert (model["window"], model["window_source"], model["loaded"]) == (16384, "loaded", True)
    with home:
        assert home.report("models") == alone
    page = home.command("models").stdout
    assert "Qwen3:8B" in page and "16,384" in page


def test_models_without_any(tmp_path, binary):
    home = Home(tmp_path / "home", {"backends": {"gone": {"kind": "llama-server", "url": "http://127.0.0.1:1"}}})
    assert "does not answer" in home.command("models").stdout


# env --------------------------------------------------------------------------------------------------------


def evaluated(home, arguments, names):
    """What a POSIX shell has in its variables after `eval`."""
    script = 'eval "$("$CTXGW" %s)" && printf "%%s\\n" %s' % (arguments, " ".join('"$%s"' % name for name in names))
    environment = {**home.environment, **home.places, "CTXGW": str(BINARY), "CTXGW_LISTEN": "127.0.0.1:%d" % home.port}
    done = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_env_is_evaluated_by_a_shell(home):
    names = ["ANTHROPIC_BASE_URL", "ANTHROPIC_MODEL", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_MAX_CONTEXT_TOKENS"]
    assert evaluated(home, "env claude", names) == ["http://127.0.0.1:%d" % home.port, "", "", ""]
    assert evaluated(home, "env claude --model Qwen3:8B", names) == [
        "http://127.0.0.1:%d" % home.port, "claude-local-qwen3-8b", "local", "200000"]
    assert evaluated(home, "env aider", ["AIDER_MODEL"]) == ["openai/Qwen3:8B"]


def test_env_carries_the_token_through_a_shell(tmp_path, binary):
    token = "it's$HOME;\"x\"`id`"
    home = Home(tmp_path / "home", {"server": {"auth_token": token}, "backends": {}})
    assert evaluated(home, "env claude", ["ANTHROPIC_CUSTOM_HEADERS"]) == ["x-ctxgw-token: " + token]
    assert evaluated(home, "env openai", ["OPENAI_API_KEY"]) == [token]


def test_env_of_files_is_what_their_formats_allow(home):
    tomllib = pytest.importorskip("tomllib")
    codex = tomllib.loads(home.command("env", "codex").stdout)
    assert codex["model"] == "Qwen3:8B" and codex["model_providers"]["ctxgw"]["wire_api"] == "responses"
    opencode = json.loads(home.command("env", "opencode").stdout)
    assert opencode["model"] == "ctxgw/Qwen3:8B"


def test_env_says_what_it_cannot_do(home):
    unknown = home.command("env", "claude", "--model", "Qwen3:8", check=False)
    assert unknown.returncode == 1 and "did you mean 'Qwen3:8B'" in unknown.stderr and not unknown.stdout
    assert home.command("env", "emacs", check=False).returncode == 2


# run --------------------------------------------------------------------------------------------------------


def test_run_starts_a_gateway_for_the_client_and_ends_with_its_status(home):
    home.program("claude", 'printf "%s\\n" "$ANTHROPIC_BASE_URL" "$@"; '
                           'curl -sf "$ANTHROPIC_BASE_URL/ctxgw/health" || exit 9; exit 7\n')
    done = home.command("run", "claude", "-p", "--model", "x y", "--help", check=False)
    assert done.returncode == 7, done.stderr
    lines = done.stdout.splitlines()
    assert lines[:5] == ["http://127.0.0.1:%d" % home.port, "-p", "--model", "x y", "--help"]
    assert json.loads(lines[5])["status"] == "ok"
    assert not home.is_running()
    log = home.home / "gateway.log"
    assert "listening on" in log.read_text() and "stopping" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_run_leaves_a_running_gateway_alone(home):
    home.program("claude", "exit 0\n")
    with home:
        assert home.command("run", "claude").returncode == 0
        assert home.is_running() and not (home.home / "gateway.log").exists()


def test_run_gives_codex_its_provider_in_words(home):
    home.program("codex", 'printf "%s\\n" "$@"\n')
    lines = home.command("run", "codex", "exec", "do it").stdout.splitlines()
    assert lines[-2:] == ["exec", "do it"] and lines[0] == "-c" and 'model="Qwen3:8B"' in lines
    assert any(line.startswith("model_providers.ctxgw={") for line in lines)


def test_run_passes_signals_on_and_still_stops_its_gateway(home):
    home.program("claude", "trap 'echo caught; exit 5' TERM\necho ready\nwhile :; do sleep 0.05; done\n")
    process = home.popen("run", "claude")
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 5
    assert process.stdout.read() == "caught\n"
    waiting.until(lambda: not home.is_running(), "the gateway is gone")


def test_a_client_that_a_signal_ends_is_told_as_a_shell_does(home):
    home.program("claude", "kill -KILL $$\n")
    assert home.command("run", "claude", check=False).returncode == 128 + signal.SIGKILL


def test_run_says_why_it_cannot(home):
    absent = home.command("run", "opencode", check=False)
    assert absent.returncode == 127 and "opencode" in absent.stderr
    assert home.command("run", "vscode", check=False).returncode == 2
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", home.port))
        taken.listen()
        home.program("claude", "exit 0\n")
        refused = home.command("run", "--db", home.home / "other.db", "claude", check=False)
    assert refused.returncode == 1 and not home.is_running()


# doctor -----------------------------------------------------------------------------------------------------


def findings(home, *arguments):
    done = home.command("doctor", "--json", *arguments, check=False)
    report = json.loads(done.stdout)
    assert done.returncode == (0 if report["good"] else 1)
    return {finding["subject"]: finding for finding in report["findings"]}


def test_doctor_finds_nothing_wrong_where_nothing_is(home, server):
    found = findings(home, "--probe")
    assert found["box"]["level"] == found["store"]["level"] == "good"
    assert found["box/Qwen3:8B"]["level"] == "good" and "answered in" in found["box/Qwen3:8B"]["text"]
    assert json.loads(server.requests[-1].body)["max_tokens"] == 1
    page = home.command("doctor").stdout
    assert "All is well." in page or "Nothing is broken" in page


def test_doctor_says_what_is_broken_and_what_to_do(tmp_path, binary):
    with SmallServer(2048, models=("tiny",)) as small, SmallServer(8192) as locked:
        locked.answer_question = lambda peer, request: peer.answer_json(401, {"error": "no"})
        home = Home(tmp_path / "home", {
            "backends": {"small": {"kind": "llama-server", "url": small.url},
                         "locked": {"kind": "llama-server", "url": locked.url},
                         "gone": {"kind": "ollama", "url": "http://127.0.0.1:1"}},
            "models": {"small/other": {"window": 8192}, "nowhere/m": {"window": 8192}}})
        found = findings(home)
    assert {subject for subject, finding in found.items() if finding["level"] == "broken"} == {
        "small/tiny", "small/other", "locked", "gone", "nowhere/m"}
    assert all(finding["remedy"] for finding in found.values() if finding["level"] == "broken")


def test_doctor_tells_of_a_configuration_that_cannot_be_read(home):
    (home.home / "config.yaml").write_text("backends: 7\nserver: { listn: x }\n")
    done = home.command("doctor", check=False)
    assert done.returncode == 1 and "listn" in done.stdout and "2 things broken." in done.stdout


def test_a_probe_that_fails_is_broken(home, server):
    server.holds = 0
    found = findings(home, "--probe")
    assert found["box/Qwen3:8B"]["level"] == "broken" and found["box/Qwen3:8B"]["remedy"]
