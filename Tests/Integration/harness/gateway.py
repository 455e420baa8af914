"""The gateway under test, in a home of its own: configuration, database and log in one directory."""
import json
import os
import pathlib
import re
import signal
import subprocess
import threading

from . import http, waiting

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = pathlib.Path(os.environ.get("CTXGW_BIN", ROOT / ".build/release/ctxgw"))
LISTENING = re.compile(r"listening on http://(?:127\.0\.0\.1|localhost):(\d+)")


class Gateway:
    """One gateway process. Starting it again keeps the home, and so the database.

    Without a configuration (None) it is told nothing but where to listen, and finds its places by itself.
    """

    def __init__(self, home, config, arguments=("--listen", "127.0.0.1:0"), environment=None):
        self.home = pathlib.Path(home)
        self.home.mkdir(parents=True, exist_ok=True)
        self.arguments, self.places = list(arguments), {}
        self.database = self.home / "ctxgw/ctxgw.db"
        if config is not None:
            self.configure(config)
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "XDG_DATA_HOME": str(self.home),
                            "XDG_CONFIG_HOME": str(self.home), "LANG": "C.UTF-8", **(environment or {})}
        self.process, self.port, self.log = None, None, ""

    def configure(self, config):
        """Writes the configuration; one that runs is not told."""
        self.database, path = self.home / "ctxgw.db", self.home / "config.yaml"
        # JSON is YAML; and nothing but what a test configures may be found.
        path.write_text(json.dumps({"discover": False, **config}, indent=1))
        self.places = {"CTXGW_DB": str(self.database), "CTXGW_CONFIG": str(path)}

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.port

    def spawn(self):
        """Starts the process without waiting for it to listen."""
        command = [BINARY, "serve", *self.arguments]
        self.process = subprocess.Popen(command, env={**self.environment, **self.places}, cwd=self.home, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.collector = threading.Thread(target=self._collect, args=(self.process.stderr,), daemon=True)
        self.collector.start()
        return self

    def exit_code(self):
        """Waits for a process that ends by itself, and for its last words."""
        code = self.process.wait(10)
        self.collector.join(10)
        return code

    def start(self):
        said_before = len(self.log)
        self.spawn()
        found = waiting.until(lambda: LISTENING.search(self.log, said_before) or self.process.poll() is not None,
                              "the gateway listens")
        if found is True:
            raise AssertionError("the gateway did not start:\n" + self.log)
        self.port = int(found[1])
        return self

    def _collect(self, pipe):
        for line in pipe:
            self.log += line

    def wait_for_log(self, words):
        waiting.until(lambda: words in self.log, "%r in the log" % words)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError("the gateway did not end at SIGTERM:\n" + self.log) from None

    def kill(self):
        """SIGKILL: nothing is flushed, nothing is said."""
        self.process.kill()
        self.process.wait()

    def command(self, *arguments, check=True):
        """Runs another ctxgw command on the same home and database."""
        environment = {**self.environment, **self.places, "CTXGW_LISTEN": "127.0.0.1:%d" % self.port}
        done = subprocess.run([BINARY, *map(str, arguments)], env=environment, cwd=self.home, text=True,
                              capture_output=True, timeout=30, stdin=subprocess.DEVNULL)
        if check and done.returncode != 0:
            raise AssertionError("ctxgw %s: exit %d\n%s" % (" ".join(map(str, arguments)), done.returncode, done.stderr))
        return done

    def report(self, *arguments):
        """What a command says with --json."""
        return json.loads(self.command(*arguments, "--json").stdout)

    # Requests ---------------------------------------------------------------

    def get(self, target, headers=()):
        return http.request(self.port, "GET", target, headers)

    def post(self, body, headers=(), target="/v1/messages"):
        """Posts the very bytes given."""
        fields = {"content-type": "application/json", "x-api-key": "client-key",
                  "anthropic-version": "2023-06-01", **dict(headers)}
        return http.request(self.port, "POST", target, fields, body)

    def ask(self, model="claude-test", text="hello", stream=False, headers=(), **more):
        """One simple question."""
        value = {"model": model, "max_tokens": 100, "stream": stream,
                 "messages": [{"role": "user", "content": text}], **more}
        return self.post(json.dumps(value).encode(), headers)
