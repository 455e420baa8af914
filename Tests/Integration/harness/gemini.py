"""A scripted Gemini: refuses what Google's does of keys, of the order of a conversation, and of calls without their signatures."""
import json

from .speech import GeminiSpeech, Words
from .upstream import Upstream

NO_SIGNATURE = "skip_thought_signature_validator"


def error(code, status, message, *details):
    return {"error": {"code": code, "message": message, "status": status, **({"details": list(details)} if details else {})}}


class Gemini(Upstream):
    """`window` is the most that a prompt may have; `turns` are what it says, one after the other. Signatures are known to it
    that it has given, and the word that Google documents for none."""

    ANSWERS = (":generateContent", ":streamGenerateContent")

    def __init__(self, *turns, key="gemini-key", window=1048576):
        self.key, self.window = key, window
        self.speech = GeminiSpeech()
        self.signatures = {}
        self.failure = None
        super().__init__()
        self.play(*turns)

    def play(self, *turns):
        """Has it say these things, and the last of them again and again."""
        self.turns = list(turns) or [Words("good day")]

    def words(self, request):
        """What it says next."""
        return self.turns.pop(0) if len(self.turns) > 1 else self.turns[0]

    def _answer(self, peer, request):
        if request.path.endswith(self.ANSWERS):
            self.script = self._answer_or_refuse
        super()._answer(peer, request)

    def _answer_or_refuse(self, peer, request):
        failure = self.failure or self._failure(request)
        if failure:
            # Without `alt=sse` a stream is a list, also of errors.
            is_list = self.speech.wants_stream(request) and "alt=sse" not in request.target
            return peer.answer_json(failure["error"]["code"], [failure] if is_list else failure)
        words = self.words(request)
        parts = self.speech.parts(words)
        for part in parts:
            if "thoughtSignature" in part:
                self.signatures[part["thoughtSignature"]] = part["functionCall"]
        self.speech.parts = lambda _: parts
        self.speech.say(peer, request, words)
        del self.speech.parts

    # What it refuses ----------------------------------------------------------------------------------------

    def _failure(self, request):
        if request.values("x-goog-api-key") != [self.key]:
            return error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
                         {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"})
        if not request.target.startswith("/v1beta/models/gemini-"):
            return error(404, "NOT_FOUND", "models/%s is not found for API version v1beta" % request.target.rpartition("/")[2])
        body = json.loads(request.body)
        counted = len(request.body) // 4
        if counted > self.window:
            return error(400, "INVALID_ARGUMENT", "The input token count (%d) exceeds the maximum number of tokens allowed (%d)."
                         % (counted, self.window))
        words = self._wrong_order(body["contents"]) or self._wrong_signature(request, body["contents"])
        return words and error(400, "INVALID_ARGUMENT", words)

    def _wrong_order(self, contents):
        calls = []
        for index, content in enumerate(contents):
            results = [part["functionResponse"] for part in content["parts"] if "functionResponse" in part]
            if content["role"] not in ("user", "model") or not content["parts"] or (index == 0 and content["role"] != "user"):
                return "Please ensure that the conversation begins with a user turn and that roles are user or model."
            if [result["name"] for result in results] != calls and calls:
                return ("Please ensure that the number of function response parts is equal to the number of function call parts "
                        "of the function call turn.")
            calls = [part["functionCall"]["name"] for part in content["parts"] if "functionCall" in part]
            if calls and contents[index - 1]["role"] != "user":
                return "Please ensure that function call turn comes immediately after a user turn or after a function response turn."
        return None

    def _wrong_signature(self, request, contents):
        """The first call of each step since the user spoke last, as models of the third line have it."""
        if "/gemini-3" not in request.target:
            return None
        spoken = max(i for i, content in enumerate(contents) if content["role"] == "user" and "text" in content["parts"][0])
        for content in contents[spoken:]:
            calls = [part for part in content["parts"] if "functionCall" in part]
            if not calls:
                continue
            signature = calls[0].get("thoughtSignature")
            if signature is None:
                return "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly."
            if signature != NO_SIGNATURE and self.signatures.get(signature) != calls[0]["functionCall"]:
                return "Thought signature is not valid"
        return None

    # What it tells ------------------------------------------------------------------------------------------

    def answer_question(self, peer, request):
        if request.path != "/v1beta/models":
            return super().answer_question(peer, request)
        if request.values("x-goog-api-key") != [self.key]:
            return peer.answer_json(403, error(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers."))
        peer.answer_json(200, {"models": [
            {"name": "models/gemini-3.5-flash", "displayName": "Gemini 3.5 Flash", "inputTokenLimit": self.window,
             "outputTokenLimit": 65536, "supportedGenerationMethods": ["generateContent", "countTokens"], "thinking": True},
            {"name": "models/text-embedding-004", "inputTokenLimit": 2048, "supportedGenerationMethods": ["embedContent"]}]})
