"""A real llama.cpp server with a tiny random model."""
import json
import subprocess
import sys
import urllib.request

from . import waiting
from .gateway import ROOT

SCRIPTS = ROOT / "scripts"


def make_model(path, *arguments):
    subprocess.run([sys.executable, SCRIPTS / "make_tiny_gguf.py", path, *arguments],
                   check=True, stdout=subprocess.DEVNULL)
    return path


class LlamaServer:
    """One server process; `with` starts and ends it."""

    def __init__(self, model, directory, slots=2, context=8192, port=0, name="tiny-random"):
        self.name = name
        self.port_file = directory / (model.stem + ".port")
        self.log = directory / (model.stem + ".log")
        self.command = [sys.executable, SCRIPTS / "llama_server.py", model, "--port-file", self.port_file, "--port", str(port),
                        "--slots", str(slots), "--ctx", str(context), "--alias", name]

    def __enter__(self):
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(list(map(str, self.command)), stdout=log, stderr=log)
        waiting.until(lambda: self.port_file.exists() or self.process.poll() is not None, "llama.cpp is up", 60)
        if self.process.poll() is not None:
            raise AssertionError("llama.cpp did not start:\n" + self.log.read_text())
        self.port = int(self.port_file.read_text())
        self.url = "http://127.0.0.1:%d" % self.port
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)

    def post(self, path, value):
        request = urllib.request.Request(self.url + path, json.dumps(value).encode(),
                                         {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def busy_slots(self):
        return [slot for slot in self.get("/slots") if slot["is_processing"]]
