"""How each kind of backend says that a prompt is too long."""
import json

from harness.dialects import sse

PROMPT, WINDOW = 70_000, 65_536
LONG = "word " * 20_000  # more than the real server holds, and less than what a gateway thinks that the others do


def openai(message, **more):
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None, **more}}


BODIES = {
    "anthropic": {"type": "error", "error": {"type": "invalid_request_error",
                                             "message": "prompt is too long: %d tokens > %d maximum" % (PROMPT, WINDOW)}},
    "openai": openai("This model's maximum context length is %d tokens. However, your messages resulted in %d tokens. Please reduce the "
                     "length of the messages." % (WINDOW, PROMPT), param="messages", code="context_length_exceeded"),
    "openai-responses": openai("Your input exceeds the context window of this model. Please adjust your input and try again.",
                               param="input", code="context_length_exceeded"),
    "gemini": {"error": {"code": 400, "status": "INVALID_ARGUMENT", "message":
                         "The input token count (%d) exceeds the maximum number of tokens allowed (%d)." % (PROMPT, WINDOW)}},
    "ollama": {"error": "the input length exceeds the context length"},
    "lmstudio": {"error": "The number of tokens to keep from the initial prompt is greater than the context length (n_keep: %d>= n_ctx: "
                          "%d)." % (PROMPT, WINDOW)},
    "vllm": openai("This model's maximum context length is %d tokens. However, your request has %d input tokens. Please reduce the length "
                   "of the input messages." % (WINDOW, PROMPT), type="BadRequestError", code=400),
    "llama-server": {"error": {"code": 400, "type": "exceed_context_size_error", "n_prompt_tokens": PROMPT, "n_ctx": WINDOW, "message":
                               "request (%d tokens) exceeds the available context size (%d tokens), try increasing it"
                               % (PROMPT, WINDOW)}},
}


def refusing(kind):
    """Has a server of that kind refuse every prompt."""
    def script(peer, request):
        if kind != "lmstudio" or not json.loads(request.body).get("stream"):
            return peer.answer_json(400, BODIES[kind])
        # LM Studio has begun a stream well before it counts.
        peer.begin_stream()
        peer.chunk(sse(BODIES[kind]))
        peer.end_stream()

    def prepare(server):
        server.script, server.failure = script, BODIES[kind]
    return prepare
