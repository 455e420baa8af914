"""A scripted LM Studio: tells of what is installed and of what is loaded, and loads a model when it is first asked for."""
import json
from dataclasses import dataclass

from .small import SmallServer


@dataclass
class Installed:
    """A model of its library. `window` is what it is loaded with, None while it is not."""
    most: int = 32768
    window: int = None
    type: str = "llm"
    slots: int = 4


# What it says of a prompt of so many tokens, where so many are loaded; by version and engine.
WORDS = {
    "older": "Trying to keep the first %d tokens when context the overflows. However, the model is loaded with context length "
             "of only %d tokens, which is not enough. Try to load the model with a larger context length, or provide a shorter input",
    "newer": "The number of tokens to keep from the initial prompt is greater than the context length (n_keep: %d>= n_ctx: %d). "
             "Try to load the model with a larger context length, or provide a shorter input.",
    "mlx": "Context size has been exceeded",
}


class LMStudio(SmallServer):
    """`library` has its models, `loads_with` the window with which a request loads one.

    `version` is that of the API in which it tells of itself: 1 (0.4.0 and later, which know both) or 0. What it says of an
    overflow is `words`, as `form` has it: a status of 400 with `error` as a text or an object, an error inside a stream
    (0.4.21), or a stream without anything in it.
    """

    def __init__(self, library=None, version=1, loads_with=4096):
        self.library = library or {"qwen/qwen3-8b": Installed()}
        self.version, self.loads_with = version, loads_with
        self.words, self.form = WORDS["newer"], "text"
        super().__init__(models=())

    def _play(self, peer, request):
        with self.lock:
            model = self.library[json.loads(request.body)["model"]]
            model.window = model.window or self.loads_with
            self.holds = model.window
        super()._play(peer, request)

    # What it refuses ----------------------------------------------------------------------------------------

    def refuse(self, peer, counted):
        words = self.words % (counted, self.holds) if "%d" in self.words else self.words
        forms = {"text": lambda: peer.answer_json(400, {"error": words}),
                 "object": lambda: peer.answer_json(400, {"error": {"message": words}}),
                 "stream": lambda: self._refuse_in_stream(peer, words),
                 "empty": lambda: self._refuse_in_stream(peer, None)}
        forms[self.form]()

    def _refuse_in_stream(self, peer, words):
        peer.begin_stream()
        if words:
            peer.chunk(b"event: error\ndata: %s\n\n" % json.dumps({"error": {"message": words}}).encode())
        peer.chunk(b"data: [DONE]\n\n")
        peer.end_stream()

    # What it tells ------------------------------------------------------------------------------------------

    def answer_question(self, peer, request):
        answers = {"/api/v0/models": self._list, "/v1/models": self._openai_list}
        if self.version == 1:
            answers["/api/v1/models"] = self._newer_list
        if request.path not in answers:
            # It answers what it does not know with a status of 200.
            return peer.answer_json(200, {"error": "Unexpected endpoint or method. (%s %s)" % (request.method, request.path)})
        with self.lock:
            value = answers[request.path]()
        peer.answer_json(200, value)

    def _openai_list(self):
        return {"object": "list", "data": [{"id": name, "object": "model", "owned_by": "organization_owner"} for name in self.library]}

    def _list(self):
        def entry(name, model):
            loaded = {"state": "loaded", "loaded_context_length": model.window} if model.window else {"state": "not-loaded"}
            return {"id": name, "object": "model", "type": model.type, "publisher": "qwen", "arch": "qwen3",
                    "compatibility_type": "gguf", "quantization": "Q4_K_M", "max_context_length": model.most,
                    "capabilities": ["tool_use"], **loaded}
        return {"object": "list", "data": [entry(name, model) for name, model in self.library.items()]}

    def _newer_list(self):
        def entry(name, model):
            config = {"context_length": model.window, "parallel": model.slots, "flash_attention": True, "offload_kv_cache_to_gpu": True}
            return {"type": {"embeddings": "embedding", "vlm": "llm"}.get(model.type, model.type), "key": name,
                    "display_name": name.rpartition("/")[2], "architecture": "qwen3", "format": "gguf",
                    "max_context_length": model.most, "quantization": {"name": "Q4_K_M", "bits_per_weight": 4},
                    "size_bytes": 5000000000, "params_string": "8B",
                    "loaded_instances": [{"id": name, "config": config}] if model.window else [],
                    "capabilities": {"vision": model.type == "vlm", "trained_for_tool_use": True,
                                     "reasoning": {"allowed_options": ["off", "on"], "default": "on"}}}
        return {"models": [entry(name, model) for name, model in self.library.items()]}
