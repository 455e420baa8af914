"""A scripted model that does what it is told: calls a tool once, and says that it is done when the result is there."""
import json

from harness.speech import AnthropicSpeech, ChatSpeech, GeminiSpeech, OllamaPromptSpeech, OllamaSpeech, ResponsesSpeech, Words

DONE = "All done."
TITLE = '{"title": "A small task"}'


class Coder:
    """A script for an upstream of any dialect: of the tools in `calls`, by name, it calls the first that is offered, with the
    arguments there, and then says `text`. Whatever offers no such tool is answered in words."""

    def __init__(self, calls=(), text=DONE):
        self.calls, self.text = dict(calls), text

    def __call__(self, peer, request):
        question_of(request).speech.say(peer, request, self.words(request))

    def words(self, request):
        return self.answer(question_of(request))

    def answer(self, question):
        called = next((name for name in question.tools() if name in self.calls), None)
        if called and not question.has_result():
            return Words(calls=((called, self.calls[called]),))
        # Whoever wants JSON wants a title: these clients ask for nothing else in that form.
        return Words(TITLE if question.wants_json() else self.text)


class Question:
    """What a request asks, in the words of one dialect."""

    def __init__(self, body):
        self.body = body

    def tools(self):
        """The names of the tools that are offered."""
        return [tool.get("name") for tool in self.body.get("tools", [])]


class AnthropicQuestion(Question):
    speech, paths = AnthropicSpeech(), ("/v1/messages",)

    def has_result(self):
        return any(block.get("type") == "tool_result" for message in self.body["messages"] if isinstance(message["content"], list)
                   for block in message["content"])

    def wants_json(self):
        return "format" in self.body.get("output_config", {})


class ChatQuestion(Question):
    speech, paths = ChatSpeech(), ("/chat/completions",)

    def tools(self):
        return [tool["function"]["name"] for tool in self.body.get("tools", [])]

    def has_result(self):
        return any(message["role"] == "tool" for message in self.body["messages"])

    def wants_json(self):
        return "response_format" in self.body


class ResponsesQuestion(Question):
    speech, paths = ResponsesSpeech(), ("/responses",)

    def has_result(self):
        items = self.body["input"]
        return isinstance(items, list) and any(item.get("type") == "function_call_output" for item in items)

    def wants_json(self):
        return self.body.get("text", {}).get("format", {}).get("type", "text") != "text"


class OllamaQuestion(ChatQuestion):
    speech, paths = OllamaSpeech(), ("/api/chat",)

    def wants_json(self):
        return "format" in self.body


class OllamaPrompt(OllamaQuestion):
    speech, paths = OllamaPromptSpeech(), ("/api/generate",)

    def has_result(self):
        return False


class GeminiQuestion(Question):
    speech, paths = GeminiSpeech(), (":generateContent", ":streamGenerateContent")

    def tools(self):
        return [function["name"] for tool in self.body.get("tools", []) for function in tool.get("functionDeclarations", [])]

    def has_result(self):
        return any("functionResponse" in part for content in self.body["contents"] for part in content["parts"])

    def wants_json(self):
        return "responseMimeType" in self.body.get("generationConfig", {})


KINDS = [AnthropicQuestion, ChatQuestion, ResponsesQuestion, OllamaQuestion, OllamaPrompt, GeminiQuestion]


def question_of(request):
    kind = next(kind for kind in KINDS if request.path.endswith(kind.paths))
    return kind(json.loads(request.body))
