"""A scripted model that does what it is told: calls a tool once, and says that it is done when the result is there."""
import json

from harness.dialects import ANTHROPIC, CHAT, JSON, OLLAMA

DONE = "All done."


class Coder:
    """A script for an upstream of any dialect: of the tools in `calls`, by name, it calls the first that is offered, with the
    arguments there, and then says `DONE`. Whatever offers no such tool is answered in words."""

    def __init__(self, calls):
        self.calls, self.requests = calls, []

    def __call__(self, peer, request):
        body = json.loads(request.body)
        self.requests.append((request.path, body))
        conversation = _Anthropic if request.path == ANTHROPIC.path else _Chat
        dialect = {ANTHROPIC.path: ANTHROPIC, OLLAMA.path: OLLAMA}.get(request.path, CHAT)
        called = next((name for name in conversation.tools(body) if name in self.calls), None)
        if called and not conversation.has_result(body):
            events = dialect.call_events(called, self.calls[called])
        else:
            events = dialect.events(self.words(body))
        if not body.get("stream", dialect is OLLAMA):
            return peer.answer(200, dialect.answer(self.words(body)), JSON)
        peer.begin_stream()
        for event in events:
            peer.chunk(event)
        peer.end_stream()

    @staticmethod
    def words(body):
        """Whoever wants JSON is given a title, which is all that these clients want as JSON."""
        wants_json = "json_schema" in json.dumps([body.get(key) for key in ("output_config", "response_format", "format")])
        return '{"title": "A small task"}' if wants_json or isinstance(body.get("format"), dict) else DONE


class _Anthropic:
    @staticmethod
    def tools(body):
        return [tool["name"] for tool in body.get("tools", [])]

    @staticmethod
    def has_result(body):
        return any(block.get("type") == "tool_result" for message in body["messages"] if isinstance(message["content"], list)
                   for block in message["content"])


class _Chat:
    @staticmethod
    def tools(body):
        return [tool["function"]["name"] for tool in body.get("tools", [])]

    @staticmethod
    def has_result(body):
        return any(message["role"] == "tool" for message in body["messages"])
