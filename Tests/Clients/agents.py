"""The real agents, headless, each run in a home and a repository of its own."""
import importlib.util
import json
import os
import pathlib
import signal
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
# Its packages conflict with those of the others.
AIDER = HERE.parents[1] / ".venv-aider/bin/python"
PATIENCE = 180  # seconds a run may take


class Agent:
    """A program's run: where it works, what it said, how it ended."""

    def __init__(self, directory, gateway):
        self.home, self.work = directory / "home", directory / "work"
        for place in (self.home, self.work):
            place.mkdir(parents=True, exist_ok=True)
        self.gateway = gateway
        subprocess.run(["git", "init", "-q", self.work], check=True)

    def environment(self, **more):
        kept = {name: os.environ[name] for name in ("PATH", "http_proxy", "https_proxy", "no_proxy") if name in os.environ}
        return {**kept, "HOME": str(self.home), "TERM": "xterm", "LANG": "C.UTF-8", **more}

    def run(self, command, **environment):
        process = subprocess.Popen(list(map(str, command)), cwd=self.work, env=self.environment(**environment), text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        try:
            said, errors = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # with all that it has started, which may hold the pipes open
            said, errors = process.communicate()
        assert process.returncode == 0, "exit %d\n%s\n%s" % (process.returncode, said[-4000:], errors[-4000:])
        return said


class ClaudeCode(Agent):
    def ask(self, prompt, *options, model, **environment):
        """What it said last, and all that it said, as JSON."""
        said = self.run([bundled("claude_agent_sdk", "_bundled/claude"), "--output-format", "stream-json", "--verbose", "--model", model,
                         *options, "-p", prompt],
                        IS_SANDBOX="1", ANTHROPIC_BASE_URL=self.gateway.url, ANTHROPIC_AUTH_TOKEN="client-key",
                        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC="1", **environment)
        lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
        return next(line for line in lines if line["type"] == "result"), lines

    def tools_of(self, server):
        """Options with which it has the tools of an MCP server and no other."""
        return ["--mcp-config", json.dumps({"mcpServers": {"notes": server}}), "--strict-mcp-config", "--tools", "",
                "--dangerously-skip-permissions"]


class Codex(Agent):
    WITHOUT_TOOLS = [part for name in ("shell_tool", "unified_exec", "view_image", "goals", "multi_agent")
                     for part in ("--disable", name)]

    def ask(self, prompt, *options, model, window=65536):
        """The events of the run."""
        codex = self.home / ".codex"
        codex.mkdir(exist_ok=True)
        provider = {"name": "ctxgw", "base_url": self.gateway.url + "/v1", "env_key": "CTXGW_TOKEN", "wire_api": "responses"}
        settings = {"model": model, "model_provider": "ctxgw", "model_context_window": window, "web_search": "disabled"}
        lines = ["%s = %s" % (key, json.dumps(value)) for key, value in settings.items()]
        lines += ["[model_providers.ctxgw]", *("%s = %s" % (key, json.dumps(value)) for key, value in provider.items())]
        (codex / "config.toml").write_text("\n".join(lines) + "\n")
        said = self.run([bundled("codex_cli_bin", "bin/codex"), "exec", "--json", "--skip-git-repo-check", *options, prompt],
                        CODEX_HOME=str(codex), CTXGW_TOKEN="client-key")
        return [json.loads(line) for line in said.splitlines() if line.startswith("{")]

    def tools_of(self, server):
        """Options with which it has the tools of an MCP server and no shell."""
        return [*self.WITHOUT_TOOLS, "--dangerously-bypass-approvals-and-sandbox",
                "-c", "mcp_servers.notes.command=%s" % json.dumps(server["command"]),
                "-c", "mcp_servers.notes.args=%s" % json.dumps(server["args"])]


class Aider(Agent):
    OPTIONS = ["--edit-format", "diff", "--yes-always", "--no-git", "--no-pretty", "--analytics-disable", "--no-check-update",
               "--no-show-release-notes", "--no-show-model-warnings", "--no-suggest-shell-commands", "--no-detect-urls"]

    def ask(self, prompt, *files, model):
        """What it said."""
        assert AIDER.exists(), "no aider at %s; `make test-clients` installs it" % AIDER
        return self.run([AIDER, "-m", "aider", *self.OPTIONS, "--model", "openai/" + model, "--message", prompt, *files],
                        OPENAI_API_BASE=self.gateway.url + "/v1", OPENAI_API_KEY="client-key", LITELLM_LOCAL_MODEL_COST_MAP="True")


def bundled(package, path):
    """A program that a PyPI package brings along."""
    found = importlib.util.find_spec(package)
    assert found, "no package %s; `make test-clients` installs it" % package
    return pathlib.Path(found.submodule_search_locations[0]) / path


def notes_server(directory):
    """The command of an MCP server whose one tool writes a file into a directory."""
    return {"command": sys.executable, "args": [str(HERE / "notes_server.py"), str(directory)]}
