"""The backends that clients are tried with: a real llama.cpp server, and a scripted one of each kind."""
import contextlib
import json

from coder import DONE, ChatQuestion
from harness.gemini import Gemini
from harness.lmstudio import Installed, LMStudio
from harness.ollama import Ollama
from harness.small import SmallServer, is_valid
from harness.upstream import Upstream
from harness.vllm import VLLM

REAL = "llama.cpp"
KEY = "backend-key"
WINDOW = 40960  # holds the fixed part of every agent, and not what they allow for an answer besides


class StrictServer(SmallServer):
    """llama.cpp's server with a template that has one system message, first, and turns that alternate."""

    def _play(self, peer, request):
        if not is_valid(json.loads(request.body)):
            return peer.answer_json(500, {"error": {"code": 500, "type": "server_error",
                                                    "message": "System message must be at the beginning."}})
        super()._play(peer, request)


# What each scripted server is, below which path it is spoken to, and its model.
SCRIPTED = {
    "anthropic": (Upstream, "", "test-model"),
    "openai": (Upstream, "/v1", "test-model"),
    "openai-responses": (Upstream, "/v1", "test-model"),
    "gemini": (lambda: Gemini(key=KEY), "/v1beta", "gemini-3.5-flash"),
    "ollama": (Ollama, "", "test-model"),
    "lmstudio": (lambda: LMStudio({"qwen3-8b": Installed(window=WINDOW)}), "", "qwen3-8b"),
    "vllm": (lambda: VLLM(WINDOW), "", "Qwen/Qwen3-8B"),
    "llama-server": (lambda: StrictServer(WINDOW), "", "tiny"),
}
ALL = [REAL, *SCRIPTED]


class Backend:
    """A gateway in front of one backend, the model's name there, and what the model says when it has no tool to call any more."""

    def __init__(self, gateway, model, last_word):
        self.gateway, self.model, self.last_word = gateway, model, last_word


@contextlib.contextmanager
def scripted(kind, start_gateway, prepare, **more):
    """Starts a scripted server of a kind, has it prepared, and starts a gateway in front of it; `more` is what the configuration
    has besides."""
    make, path, model = SCRIPTED[kind]
    with make() as server:
        prepare(server)
        entry = {"kind": kind, "url": server.url + path, "key_env": "BACKEND_KEY"}
        if not isinstance(server, SmallServer):
            entry["window"] = WINDOW  # the others tell
        gateway = start_gateway({"backends": {"box": entry}, **more}, environment={"BACKEND_KEY": KEY})
        yield Backend(gateway, "box/" + model, DONE)


def speaking(coder):
    """Has a server of any kind answer as a scripted model does."""
    def prepare(server):
        if isinstance(server, Gemini):
            server.words = coder.words
        elif isinstance(server, SmallServer):
            server.said = lambda body: ChatQuestion.speech.message(coder.answer(ChatQuestion(body)))
        else:
            server.script = coder
    return prepare


def real(server, start_gateway, **more):
    """A gateway in front of a real server."""
    gateway = start_gateway({"backends": {"box": {"kind": "llama-server", "url": server.url}}, **more})
    return Backend(gateway, server.name, "function")
