"""A toy in the place of llama-server: it has a window, counts tokens, remembers its last prompt, and knows nothing.

What it shares with the real one is what a gateway can see: the paths, the shape of the answers, the size of a prompt, how
much of it stood in the last prompt already, and the error for one that does not fit. Its tokens are pieces of text by
a simple rule, which on code and English comes to 1.0 to 1.1 times the tokens of a real vocabulary.
"""
import http.server
import json
import re
import threading
from dataclasses import dataclass

# Up to eight letters with the sign or the blank before them, three digits, blanks, up to three other signs.
PIECE = re.compile(r"[^\n\w]?[^\W\d_]{1,8}|\d{1,3}|\n+|\s+(?!\S)|\s+|[^\s\w]{1,3}|_")
SAYS = "Noted."


@dataclass
class Prompt:
    """What the toy was asked: tokens in all, and those that it had read already."""
    tokens: int
    cached: int


def rendered(body):
    """The prompt as text, in the manner of ChatML: tools first, then the messages, then the turn to speak."""
    parts = []
    if body.get("tools"):
        parts.append(turn("system", "# Tools\n" + "\n".join(map(compact, body["tools"]))))
    for message in body["messages"]:
        calls = [compact(call["function"]) for call in message.get("tool_calls") or ()]
        parts.append(turn(message["role"], "\n".join([text_of(message.get("content")), *calls])))
    return "".join(parts) + "<|im_start|>assistant\n"


def turn(role, text):
    return "<|im_start|>%s\n%s<|im_end|>\n" % (role, text)


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def text_of(content):
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    return content or ""


def common_prefix(one, other):
    """How many tokens two prompts have in common from the front."""
    for i, (a, b) in enumerate(zip(one, other)):
        if a != b:
            return i
    return min(len(one), len(other))


class ToyServer(http.server.ThreadingHTTPServer):
    """Listens on a free port of loopback; `with` starts and ends it. One slot, and so one prompt remembered."""
    daemon_threads = True

    def __init__(self, window, model="toy"):
        super().__init__(("127.0.0.1", 0), Handler)
        self.window, self.model = window, model
        self.url = "http://127.0.0.1:%d" % self.server_port
        self.lock, self.held = threading.Lock(), []
        self.prompts, self.refused = [], 0

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A gateway that hangs up is no news."""

    def read(self, body):
        """Takes a prompt in and gives its Prompt, or gives nothing and its size if it is longer than the window."""
        tokens = PIECE.findall(rendered(body))
        with self.lock:
            if len(tokens) >= self.window:
                self.refused += 1
                return None, len(tokens)
            # As llama.cpp does: the last token is read again, because an answer begins with what it leads to.
            prompt = Prompt(len(tokens), min(common_prefix(tokens, self.held), len(tokens) - 1))
            self.held = tokens
            self.prompts.append(prompt)
            return prompt, prompt.tokens


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection. Answers are those of llama-server, as far as a gateway reads them."""
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        answers = {
            "/health": {"status": "ok"},
            "/props": {"default_generation_settings": {"n_ctx": self.server.window}, "total_slots": 1,
                       "model_path": self.server.model, "modalities": {"vision": False, "audio": False}},
            "/v1/models": {"object": "list", "data": [{"id": self.server.model, "object": "model", "owned_by": "toy"}]},
        }
        answer = answers.get(self.path)
        self.send(200 if answer else 404, answer or failure(404, "not_found_error", "File Not Found"))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/v1/chat/completions":
            self.complete(body)
        elif self.path == "/v1/chat/completions/input_tokens":
            self.send(200, {"object": "response.input_tokens", "input_tokens": len(PIECE.findall(rendered(body)))})
        else:
            self.send(404, failure(404, "not_found_error", "File Not Found"))

    def complete(self, body):
        prompt, size = self.server.read(body)
        if prompt is None:
            error = failure(400, "exceed_context_size_error", "request (%d tokens) exceeds the available context size "
                            "(%d tokens), try increasing it" % (size, self.server.window))
            error["error"].update(n_prompt_tokens=size, n_ctx=self.server.window)
            self.send(400, error)
            return
        said = len(PIECE.findall(SAYS))
        usage = {"prompt_tokens": prompt.tokens, "completion_tokens": said, "total_tokens": prompt.tokens + said,
                 "prompt_tokens_details": {"cached_tokens": prompt.cached}}
        identity = {"id": "chatcmpl-%d" % len(self.server.prompts), "created": 0, "model": self.server.model}
        if body.get("stream"):
            self.stream(identity, usage)
        else:
            self.send(200, {**identity, "object": "chat.completion", "usage": usage, "choices": [
                {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": SAYS}}]})

    def stream(self, identity, usage):
        deltas = [({"role": "assistant", "content": None}, None), ({"content": SAYS}, None), ({}, "stop")]
        events = [{"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]} for delta, finish in deltas]
        events.append({"choices": [], "usage": usage})
        lines = ["data: %s\n\n" % compact({**identity, "object": "chat.completion.chunk", **event}) for event in events]
        self.send_text(200, "text/event-stream", "".join([*lines, "data: [DONE]\n\n"]))

    def send(self, status, value):
        self.send_text(status, "application/json; charset=utf-8", compact(value))

    def send_text(self, status, kind, text):
        data = text.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def failure(status, kind, message):
    return {"error": {"code": status, "message": message, "type": kind}}
