"""What goes wrong with backends before they have said anything, as each vendor puts it, and what is to be done about it."""
import re
from dataclasses import dataclass
from typing import Callable

from .dialects import JSON, compact, sse
from .speech import Words

EVERYWHERE = ("anthropic", "chat", "ollama")


@dataclass(frozen=True)
class Fault:
    """One way to fail, played by a stage (`world.Stage`) in its own dialect.

    `word` is what it is recorded as, `asks_others` whether another backend is asked then. `streams` are the forms of
    request in which it can be: streamed, whole or both. One without a `play` is a port that nobody listens on.
    """
    name: str
    word: str
    play: Callable = None  # of (stage, peer, request)
    asks_others: bool = True
    dialects: tuple = EVERYWHERE
    streams: tuple = (True, False)

    def __str__(self):
        return self.name


# Ways to fail that are the same in every dialect ----------------------------------------------------------------


def begin(stage, peer, request):
    """The head of the answer that was asked for."""
    if stage.speech.wants_stream(request):
        peer.begin_stream()
    else:
        peer.send(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n")


def silent(stage, peer, request):
    peer.wait_for_hangup()


def silent_after_the_head(stage, peer, request):
    begin(stage, peer, request)
    peer.wait_for_hangup()


def silent_after_its_first_words_of_no_meaning(stage, peer, request):
    peer.begin_stream()
    peer.chunk(stage.preamble())
    peer.wait_for_hangup()


def hangs_in_the_head(stage, peer, request):
    peer.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/ev")
    peer.wait_for_hangup()


def cut_at_once(stage, peer, request):
    peer.cut()


def cut_in_the_head(stage, peer, request):
    peer.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/ev")
    peer.cut()


def cut_after_the_head(stage, peer, request):
    begin(stage, peer, request)
    peer.cut()


def cut_before_content(stage, peer, request):
    peer.begin_stream()
    peer.chunk(stage.preamble())
    peer.cut()


def nonsense(stage, peer, request):
    peer.send(b"SSH-2.0-OpenSSH_9.9\r\n")
    peer.close()


def page(status):
    words = b"<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>Sign in to the hotel's network</body></html>"
    return lambda stage, peer, request: peer.answer(status, words, [("content-type", "text/html")])


def error_inside_a_200(stage, peer, request):
    peer.answer(200, stage.dialect.error(529, "scripted overload"), JSON)


def error_as_the_first_event(stage, peer, request):
    stream(peer, [stage.dialect.error_event(529, "scripted overload")])


def error_behind_words_of_no_meaning(stage, peer, request):
    stream(peer, [stage.preamble(), stage.dialect.error_event(529, "scripted overload")])


def empty_stream(stage, peer, request):
    stream(peer, [])


def empty_body(stage, peer, request):
    peer.answer(200, b"", JSON)


def answer_of_nothing(stage, peer, request):
    """An answer that ends at once. One that has cost tokens is one all the same; this has not."""
    is_stream = stage.speech.wants_stream(request)
    events = stage.speech.events(Words()) if is_stream else [compact(stage.speech.whole(Words()))]
    free = [re.sub(rb'("(?:output_tokens|completion_tokens|eval_count)":)\s*\d+', rb"\g<1>0", event) for event in events]
    stream(peer, free) if is_stream else peer.answer(200, free[0], JSON)


def stream(peer, events):
    peer.begin_stream()
    for event in events:
        peer.chunk(event)
    peer.end_stream()


STREAMED = (True,)
WHOLE = (False,)
GENERAL = [
    Fault("refused connection", "unavailable"),
    Fault("silent", "timed-out", silent),
    Fault("silent after the head", "timed-out", silent_after_the_head),
    Fault("silent before content", "timed-out", silent_after_its_first_words_of_no_meaning, streams=STREAMED),
    Fault("hangs in the head", "timed-out", hangs_in_the_head),
    Fault("cut at once", "unavailable", cut_at_once),
    Fault("cut in the head", "unavailable", cut_in_the_head),
    Fault("cut after the head", "unavailable", cut_after_the_head),
    Fault("cut before content", "unavailable", cut_before_content, streams=STREAMED),
    Fault("no HTTP", "unavailable", nonsense),
    Fault("HTML page with 200", "not-an-answer", page(200)),
    Fault("HTML page with 502", "unavailable", page(502)),
    Fault("HTML page with 503", "overloaded", page(503)),
    Fault("HTML page with 522", "unavailable", page(522)),
    Fault("error in a 200", "overloaded", error_inside_a_200),
    Fault("error as the first event", "overloaded", error_as_the_first_event, streams=STREAMED),
    Fault("error before content", "overloaded", error_behind_words_of_no_meaning, streams=STREAMED),
    Fault("empty stream", "empty-response", empty_stream, streams=STREAMED),
    Fault("empty body", "stream-cut", empty_body, streams=WHOLE),
    Fault("answer of nothing", "empty-response", answer_of_nothing),
]


# Refusals, each in the words of a vendor --------------------------------------------------------------------------


def refusal(name, status, body, word, *headers, asks_others=True, dialect="chat", streams=(True, False)):
    """A status and a body; a text is one that is no JSON."""
    data = body.encode() if isinstance(body, str) else compact(body)
    return Fault(name, word, lambda stage, peer, request: peer.answer(status, data, [*JSON, *headers]),
                 asks_others, (dialect,), streams)


def anthropic(status, kind, message, word, *headers, **more):
    body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}
    return refusal("anthropic %d %s" % (status, kind), status, body, word, *headers, dialect="anthropic", **more)


def openai(name, status, word, *headers, **error):
    body = {"error": {"message": "scripted", "type": None, "param": None, "code": None, **error}}
    more = {"asks_others": body["error"].pop("asks_others", True)}
    return refusal("%s %d %s" % (name, status, error.get("code") or error.get("type")), status, body, word, *headers, **more)


def ollama(status, message, word, *headers, **more):
    return refusal("ollama %d %s" % (status, " ".join(message.split()[:4])), status, {"error": message}, word, *headers,
                   dialect="ollama", **more)


RETRY = ("retry-after", "7")

ANTHROPIC = [
    anthropic(529, "overloaded_error", "Overloaded", "overloaded"),
    anthropic(429, "rate_limit_error", "This request would exceed your account's rate limit.", "rate-limited", RETRY),
    anthropic(429, "rate_limit_error", "Number of request tokens has exceeded your per-minute rate limit", "rate-limited"),
    anthropic(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.", "quota-exhausted"),
    anthropic(402, "billing_error", "There is a problem with your payment.", "quota-exhausted"),
    anthropic(401, "authentication_error", "invalid x-api-key", "authentication"),
    anthropic(403, "permission_error", "Your API key does not have permission to use the resource.", "authentication"),
    anthropic(404, "not_found_error", "model: claude-test", "model-not-found"),
    anthropic(500, "api_error", "Internal server error", "unavailable"),
    anthropic(504, "timeout_error", "The request timed out", "unavailable"),
    anthropic(503, "api_error", "Service Unavailable", "overloaded"),
    anthropic(408, "api_error", "Request Timeout", "unavailable"),
    anthropic(409, "api_error", "Conflict", "unavailable"),
]

VENDORS = [
    openai("openai", 401, "authentication", message="Incorrect API key provided", code="invalid_api_key"),
    openai("openai", 404, "model-not-found", message="The model `m` does not exist", code="model_not_found"),
    openai("openai", 429, "rate-limited", RETRY, message="Rate limit reached for requests", type="requests",
           code="rate_limit_exceeded"),
    openai("openai", 429, "quota-exhausted", message="You exceeded your current quota", code="insufficient_quota"),
    openai("openai", 429, "overloaded", type="rate_limit_error", code="slow_down"),
    openai("openai", 503, "overloaded", type="service_unavailable_error", code="server_is_overloaded"),
    openai("openai", 500, "unavailable", message="The server had an error", type="server_error"),
    openai("openrouter", 402, "quota-exhausted", code=402, message="Insufficient credits"),
    openai("openrouter", 404, "model-not-found", code=404, message="No endpoints found that support tool use"),
    openai("openrouter", 408, "unavailable", code=408, message="Timed out"),
    openai("openrouter", 429, "rate-limited", code=429, message="Provider returned error",
           metadata={"provider_name": "X", "raw": '{"error":"too many requests"}'}),
    openai("openrouter", 502, "unavailable", code=502, message="Provider returned error"),
    openai("openrouter", 503, "overloaded", code=503, message="No provider available"),
    openai("zhipu", 429, "rate-limited", code="1302", message="High concurrency usage"),
    openai("zhipu", 429, "overloaded", code="1305", message="The API has triggered an overload"),
    openai("zhipu", 429, "quota-exhausted", code="1113", message="Your account is in arrears"),
    openai("zhipu", 429, "quota-exhausted", code="1308", message="Reached the limit of 5 hours"),
    openai("moonshot", 429, "overloaded", type="engine_overloaded_error", message="The engine is currently overloaded"),
    openai("moonshot", 403, "quota-exhausted", type="exceeded_current_quota_error", message="Your account is suspended"),
    openai("groq", 429, "rate-limited", RETRY, type="tokens", code="rate_limit_exceeded",
           message="Rate limit reached on tokens per minute (TPM): Limit 6000. Please try again in 5.289s"),
    refusal("mistral 429", 429, {"object": "error", "message": "Rate limit exceeded", "type": "rate_limited", "code": "1300"},
            "rate-limited"),
    refusal("mistral 429 capacity", 429, {"message": "Service tier capacity exceeded for this model."}, "overloaded"),
    refusal("deepseek 402", 402, {"error": {"message": "Insufficient Balance", "type": "unknown_error"}}, "quota-exhausted"),
    refusal("nvidia 429", 429, {"status": 429, "title": "Too Many Requests"}, "rate-limited"),
    refusal("text 502", 502, "bad gateway", "unavailable"),
    refusal("dashscope 400 arrearage", 400, {"error": {"code": "Arrearage", "message": "Access denied"}}, "quota-exhausted"),
    refusal("minimax 200 rate", 200, {"base_resp": {"status_code": 1002, "status_msg": "rate limit"}}, "rate-limited", streams=WHOLE),
    refusal("minimax 200 balance", 200, {"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}},
            "quota-exhausted", streams=WHOLE),
    refusal("zhipu 200 without success", 200, {"code": 500, "msg": "404 NOT_FOUND", "success": False}, "unavailable", streams=WHOLE),
]

OLLAMA = [
    ollama(404, "model 'test-model' not found", "model-not-found"),
    ollama(503, "server busy, please try again.  maximum pending requests exceeded", "overloaded"),
    ollama(500, "llama runner process has terminated: exit status 2", "unavailable"),
    ollama(500, "model requires more system memory (9.1 GiB) than is available (3.2 GiB)", "overloaded"),
    ollama(429, "you've reached your hourly usage limit, please upgrade to continue", "quota-exhausted"),
    ollama(401, "unauthorized", "authentication"),
]


def first_chunk(name, word, *chunks):
    """A stream of chat completions that fails in its first chunks."""
    data = [sse(chunk) for chunk in chunks] + [b"data: [DONE]\n\n"]
    return Fault(name, word, lambda stage, peer, request: stream(peer, data), dialects=("chat",), streams=STREAMED)


def chunk(delta=None, finish=None, **more):
    return {"id": "g", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [{"index": 0, "delta": delta or {}, "finish_reason": finish}], **more}


INSIDE = [
    first_chunk("openrouter error in the first chunk", "unavailable",
                chunk({"content": ""}, "error", error={"code": 502, "message": "Provider returned error"})),
    first_chunk("error that is a string", "rate-limited", {"error": "rate limit reached"}),
    first_chunk("role and nothing else", "empty-response", chunk({"role": "assistant", "content": ""})),
    first_chunk("zhipu network_error", "stream-cut", chunk({"role": "assistant", "content": ""}, "network_error")),
    first_chunk("minimax in a stream", "rate-limited", chunk(base_resp={"status_code": 1002, "status_msg": "rate limit"})),
]

# A local server that is still loading its model: nothing is wrong with it, and it is waited for.
LOADING = refusal("llama-server 503", 503, {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}, "loading")

# What fails everywhere: the client is told, and nobody else is asked.
HOPELESS = [
    anthropic(400, "invalid_request_error", "messages: at least one message is required", "invalid-request", asks_others=False),
    openai("openai", 400, "invalid-request", message="Invalid 'messages[0].content'", type="invalid_request_error", asks_others=False),
    openai("azure", 400, "content-filtered", code="content_filter", asks_others=False,
           message="The response was filtered due to the prompt triggering the content management policy"),
    refusal("openrouter 403 moderation", 403, {"error": {"code": 403, "message": "Your input was flagged", "metadata": {
        "reasons": ["violence"], "flagged_input": "…"}}}, "content-filtered", asks_others=False),
    refusal("dashscope 400", 400, {"error": {"code": "data_inspection_failed", "message": "Input data may be bad"}},
            "content-filtered", asks_others=False),
    ollama(400, "invalid options: temperature", "invalid-request", asks_others=False),
]

FAULTS = GENERAL + ANTHROPIC + VENDORS + OLLAMA + INSIDE + HOPELESS
