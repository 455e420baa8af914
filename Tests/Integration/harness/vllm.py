"""Scripted vLLM and SGLang: both tell of their window, count prompt and answer together, and have said so in many words."""
import json

from .small import SmallServer

# What a version says of N tokens of prompt, B of answer and a window of M.
VLLM_WORDS = {
    "old": "This model's maximum context length is {M} tokens. However, you requested {T} tokens ({N} in the messages, {B} in "
           "the completion). Please reduce the length of the messages or completion.",
    "mid": "This model's maximum context length is {M} tokens. However, your request has {N} input tokens. Please reduce the "
           "length of the input messages.",
    "0.19": "This model's maximum context length is {M} tokens. However, you requested {B} output tokens and your prompt contains "
            "{N} input tokens, for a total of {T} tokens. Please reduce the length of the input prompt or the number of requested "
            "output tokens.",
}
SGLANG_WORDS = {
    "total": "Requested token count exceeds the model's maximum context length of {M} tokens. You requested a total of {T} tokens: "
             "{N} tokens from the input messages and {B} tokens for the completion. Please reduce the number of tokens in the input "
             "messages or the completion to fit within the limit.",
    "input": "The input ({N} tokens) is longer than the model's context length ({M} tokens).",
}


class VLLM(SmallServer):
    """`words` is what its version says of an overflow, `is_flat` whether that stands in an object of its own (newer ones)."""

    FLAT = {"object": "error", "type": "BadRequestError", "param": None}

    def __init__(self, window=8192, words=VLLM_WORDS["0.19"], is_flat=False):
        self.words, self.is_flat = words, is_flat
        super().__init__(window, models=())

    def _play(self, peer, request):
        body = json.loads(request.body)
        answer = body.get("max_completion_tokens") or body.get("max_tokens") or 0
        counted = self.count(body)
        if counted + answer > self.holds:
            self.refused.append(counted)
            return self.refuse(peer, counted, answer)
        super()._play(peer, request)

    def refuse(self, peer, counted, answer=0):
        message = self.words.format(M=self.holds, N=counted, B=answer, T=counted + answer)
        self.complain(peer, message)

    def complain(self, peer, message):
        if self.is_flat:
            return peer.answer_json(400, {**self.FLAT, "message": message, "code": 400})
        peer.answer_json(400, {"error": {"message": message, "type": "BadRequestError", "param": None, "code": 400}})

    def answer_question(self, peer, request):
        if request.path != "/v1/models":
            return peer.answer_json(404, {"detail": "Not Found"})
        peer.answer_json(200, {"object": "list", "data": [
            {"id": "Qwen/Qwen3-8B", "object": "model", "created": 1, "owned_by": "vllm", "root": "Qwen/Qwen3-8B", "parent": None,
             "max_model_len": self.window}]})


class SGLang(VLLM):
    """Its errors are always flat, and have no type."""

    FLAT = {"object": "error"}

    def __init__(self, window=8192, words=SGLANG_WORDS["total"]):
        super().__init__(window, words, is_flat=True)
