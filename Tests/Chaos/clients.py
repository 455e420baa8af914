"""Clients made with the vendors' own libraries: each asks and asks, hangs up at times, and says what became of every request."""
import asyncio
import collections
import random
import re
import time
import uuid
from dataclasses import dataclass, field

import anthropic
import ollama
import openai

SENTENCE = re.compile(r"[abc] says (marker-[0-9a-f]{12})((?: word\d+)*) end")
MODEL = "claude-test"
HANGS_UP, IS_LONG, IS_STREAMED = 0.08, 0.05, 0.8  # shares of the requests
LONG = "This is what there is to be known about it. " * 1000
TURNS = 8  # of a conversation, until a new one is begun


class Told(Exception):
    """The client was told of a failure."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


class Broken(Exception):
    """What came is neither an answer nor an error."""


class AnthropicClient:
    """The Messages API."""

    def __init__(self, url, limit):
        self.client = anthropic.AsyncAnthropic(base_url=url, api_key="client-key", max_retries=0, timeout=limit)

    def identity(self, session):
        return {"x-claude-code-session-id": session}

    async def pieces(self, messages, is_streamed, headers):
        """The text of the answer as it comes; fails unless it comes to its end."""
        question = dict(model=MODEL, max_tokens=500, messages=messages, extra_headers=headers)
        try:
            if not is_streamed:
                message = await self.client.messages.create(**question)
            else:
                async with self.client.messages.stream(**question) as stream:
                    async for text in stream.text_stream:
                        yield text
                    message = await stream.get_final_message()
        except anthropic.APIConnectionError:
            raise
        except anthropic.APIError as error:
            raise Told(kind_of(error), str(error)) from error
        if message.stop_reason != "end_turn":
            raise Broken("ended by %r" % message.stop_reason)
        if not is_streamed:
            yield "".join(block.text for block in message.content)

    async def close(self):
        await self.client.close()


class OpenAIClient:
    """What the two APIs of OpenAI have in common."""

    def __init__(self, url, limit):
        self.client = openai.AsyncOpenAI(base_url=url + "/v1", api_key="client-key", max_retries=0, timeout=limit)

    def identity(self, session):
        return {"x-ctxgw-session": session}

    async def pieces(self, messages, is_streamed, headers):
        try:
            async for text in (self._streamed if is_streamed else self._whole)(messages, headers):
                yield text
        except openai.APIConnectionError:
            raise
        except openai.APIError as error:
            raise Told(kind_of(error), str(error)) from error

    async def close(self):
        await self.client.close()


class ChatClient(OpenAIClient):
    """Chat completions."""

    async def _whole(self, messages, headers):
        answer = await self.client.chat.completions.create(model=MODEL, messages=messages, extra_headers=headers)
        if answer.choices[0].finish_reason != "stop":
            raise Broken("ended by %r" % answer.choices[0].finish_reason)
        yield answer.choices[0].message.content

    async def _streamed(self, messages, headers):
        finish = None
        async with await self.client.chat.completions.create(
                model=MODEL, messages=messages, extra_headers=headers, stream=True) as stream:
            async for chunk in stream:
                for choice in chunk.choices:
                    yield choice.delta.content or ""
                    finish = choice.finish_reason or finish
        if finish != "stop":
            raise Broken("ended by %r" % finish)


class ResponsesClient(OpenAIClient):
    """The Responses API."""

    async def _whole(self, messages, headers):
        answer = await self.client.responses.create(model=MODEL, input=messages, store=False, extra_headers=headers)
        self._check(answer)
        yield answer.output_text

    async def _streamed(self, messages, headers):
        last = None
        async with await self.client.responses.create(
                model=MODEL, input=messages, store=False, extra_headers=headers, stream=True) as stream:
            async for event in stream:
                if event.type == "response.output_text.delta":
                    yield event.delta
                last = getattr(event, "response", last)
        self._check(last)

    @staticmethod
    def _check(response):
        if response and response.status == "failed":
            raise Told(response.error.code, response.error.message)
        if not response or response.status != "completed":
            raise Broken("ended as %r" % (response and response.status))


class OllamaClient:
    """Ollama's own API."""

    def __init__(self, url, limit):
        self.client = ollama.AsyncClient(host=url, timeout=limit)

    def identity(self, session):
        return {}

    async def pieces(self, messages, is_streamed, headers):
        try:
            if not is_streamed:
                parts = [await self.client.chat(model=MODEL, messages=messages)]
            else:
                parts = []
                async for part in await self.client.chat(model=MODEL, messages=messages, stream=True):
                    parts = [part]
                    yield part.message.content
        except ollama.ResponseError as error:
            raise Told(str(error.status_code) if error.status_code > 0 else "in the stream", error.error) from error
        if not parts or not parts[-1].done:
            raise Broken("no end")
        if not is_streamed:
            yield parts[0].message.content

    async def close(self):
        await self.client._client.aclose()


KINDS = [AnthropicClient, ChatClient, ResponsesClient, OllamaClient]


def kind_of(error):
    """The status, or the word by which a failure inside of an answer is known."""
    status = getattr(error, "status_code", None)
    return str(status) if status and status != 200 else "in the stream"


@dataclass
class Tally:
    """What became of all requests, and what must not have."""
    outcomes: collections.Counter = field(default_factory=collections.Counter)
    errors: collections.Counter = field(default_factory=collections.Counter)
    seconds: list = field(default_factory=list)
    longest: float = 0.0
    violations: list = field(default_factory=list)

    @property
    def requests(self):
        return sum(self.outcomes.values())

    def percentile(self, percent):
        """Seconds of an answered request."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


class Client:
    """One user of the gateway: a conversation that goes on turn by turn.

    The town (`storm.Town`) says where the gateway is, whether it is up and how often it was started.
    """

    def __init__(self, number, town, tally, seed):
        self.kind, self.dice = KINDS[number % len(KINDS)], random.Random("client %d %s" % (number, seed))
        self.town, self.tally = town, tally
        self.messages, self.session = [], None

    async def run(self):
        """Asks until the town closes."""
        client = self.kind(self.town.url, self.town.limit)
        try:
            while await self.town.is_open():
                await self._ask(client)
        finally:
            await client.close()

    async def _ask(self, client):
        if not self.messages or len(self.messages) >= 2 * TURNS:
            self.messages, self.session = [], str(uuid.UUID(int=self.dice.getrandbits(128)))
        mark = "marker-%012x" % self.dice.getrandbits(48)
        long = LONG if self.dice.random() < IS_LONG else ""
        question = {"role": "user", "content": "%sSay %s." % (long, mark)}
        generation, began = self.town.generation, time.monotonic()
        outcome, text = await self._outcome(client, [*self.messages, question], mark)
        took = time.monotonic() - began
        if outcome != "answered" and self.town.generation != generation:
            outcome = "killed"
        self._note(outcome, text, took)
        if outcome == "answered":
            self.messages += [question, {"role": "assistant", "content": text}]

    def _note(self, outcome, text, took):
        self.tally.outcomes[outcome] += 1
        self.tally.longest = max(self.tally.longest, took)
        if outcome == "answered":
            self.tally.seconds.append(took)
        if outcome == "broken":
            self.tally.violations.append("%s: %s" % (self.kind.__name__, text))

    async def _outcome(self, client, messages, mark):
        """What became of a request, and the text of the answer."""
        is_streamed, patience = self.dice.random() < IS_STREAMED, self.town.limit
        if self.dice.random() < HANGS_UP:
            patience = self.dice.random() * 0.5
        try:
            text = await asyncio.wait_for(self._answer(client, messages, is_streamed), patience)
        except TimeoutError:
            return ("hung up", "") if patience < self.town.limit else ("broken", "no end within %g s" % patience)
        except Told as error:
            return self._told(error)
        except Exception as error:  # a library's own way to say that it does not understand
            return "broken", "%r from %r" % (error, error.__cause__)
        found = SENTENCE.fullmatch(text)
        if not found or found[1] != mark or found[2].split() != ["word%d" % number for number in range(len(found[2].split()))]:
            return "broken", "%r for %s" % (text, mark)
        return "answered", text

    async def _answer(self, client, messages, is_streamed):
        pieces = client.pieces(messages, is_streamed, client.identity(self.session))
        try:
            return "".join([piece async for piece in pieces])
        finally:
            await pieces.aclose()

    def _told(self, error):
        """An error a person can act on."""
        if len(str(error)) < 10:
            return "broken", "told %s: %r" % (error.kind, str(error))
        self.tally.errors["%s %s" % (self.kind.__name__.removesuffix("Client").lower(), error.kind)] += 1
        return "told of a failure", ""
