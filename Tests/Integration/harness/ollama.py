"""An upstream that tells of its models as Ollama does, refuses what Ollama refuses, and answers by a script like any other."""
import json
import threading

from .upstream import Upstream


class Ollama(Upstream):
    """`loaded` has the windows of the models that are loaded, `facts` what `/api/show` says of a model.

    Like the real one it loads a model with the window that a request names, and refuses tools to a model that `capabilities`
    does not give them to, and orders to think likewise.
    """

    STREAM_TYPE = "application/x-ndjson"
    ANSWERS = ("/api/chat", "/api/generate")

    def __init__(self, script=None, models=("test-model",), version="0.32.15", port=0):
        self.names, self.version = models, version
        self.capabilities = ["completion", "tools"]
        self.loaded, self.facts = {}, {}
        self.lock = threading.Lock()
        super().__init__(script, port=port)

    def _answer(self, peer, request):
        if request.path in self.ANSWERS:
            value = json.loads(request.body)
            if refusal := self._refusal(value):
                self.requests.append(request)
                return peer.answer_json(400, {"error": refusal})
            with self.lock:
                self.loaded[value["model"]] = value["options"]["num_ctx"]
        super()._answer(peer, request)

    def _refusal(self, value):
        if value.get("tools") and "tools" not in self.capabilities:
            return "%s does not support tools" % value["model"]
        if value.get("think") and "thinking" not in self.capabilities:
            return '"%s" does not support thinking' % value["model"]
        return None

    def answer_question(self, peer, request):
        with self.lock:
            loaded = [{"name": name, "context_length": window} for name, window in self.loaded.items()]
        installed = [{"name": name, "capabilities": self.capabilities, "details": {}} for name in self.names]
        answers = {("GET", "/api/version"): lambda: {"version": self.version},
                   ("GET", "/api/tags"): lambda: {"models": installed},
                   ("GET", "/api/ps"): lambda: {"models": loaded},
                   ("POST", "/api/show"): lambda: self.facts.get(json.loads(request.body)["model"], {})}
        answer = answers.get((request.method, request.path))
        if not answer:
            return super().answer_question(peer, request)
        peer.answer_json(200, answer())
