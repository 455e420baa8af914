"""`ctxgw run` with the real programs: each finds the gateway that is started for it. And what Codex makes of its catalogue."""
import subprocess

import pytest

from agents import bundled
from harness.home import Home
from harness.small import SmallServer

MODEL = "Qwen3:8B"


@pytest.fixture
def server():
    with SmallServer(32768, models=(MODEL,)) as server:
        yield server


@pytest.fixture
def home(tmp_path, binary, server):
    home = Home(tmp_path / "home", {"server": {"auth_token": "token-of-the-gateway"},
                                    "backends": {"box": {"kind": "llama-server", "url": server.url}}})
    home.environment |= {"TERM": "xterm", "IS_SANDBOX": "1", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1"}
    (home.programs / "codex").symlink_to(bundled("codex_cli_bin", "bin/codex"))
    (home.programs / "claude").symlink_to(bundled("claude_agent_sdk", "_bundled/claude"))
    subprocess.run(["git", "init", "-q", home.home], check=True)
    yield home
    home.stop()


def said(home, *arguments):
    process = home.popen(*arguments)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, output + errors
    return output


CODEX = ("codex", "exec", "--json", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", "hello")


def test_codex_is_started_with_its_provider(home, server):
    assert "Understood." in said(home, "run", *CODEX)
    assert server.bodies[-1]["model"] == MODEL and not home.is_running()


def test_claude_code_is_started_on_a_local_model(home, server):
    assert said(home, "run", "--model", MODEL, "claude", "-p", "hello").strip() == "Understood."
    assert {body["model"] for body in server.bodies} == {MODEL} and not home.is_running()


def test_codex_takes_the_catalogue_for_what_it_is(home, server):
    """It asks for one only where a command gives it its key."""
    home.start()
    codex = home.home / ".codex"
    codex.mkdir()
    (codex / "config.toml").write_text('''model = "%s"
model_provider = "ctxgw"
[model_providers.ctxgw]
name = "ctxgw"
base_url = "%s/v1"
wire_api = "responses"
auth = { command = "echo", args = ["token-of-the-gateway"] }
''' % (MODEL, home.url))
    done = subprocess.run([home.programs / CODEX[0], *CODEX[1:]], env=home.environment, cwd=home.home, text=True, capture_output=True,
                          timeout=120, stdin=subprocess.DEVNULL)
    assert done.returncode == 0 and "metadata" not in done.stdout, done.stdout + done.stderr
    first = server.bodies[-1]["messages"][0]["content"]
    assert "You are a coding agent at work in a user's repository" in str(first)
