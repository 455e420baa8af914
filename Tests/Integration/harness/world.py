"""A world of three backends, each in a dialect of its own, which fail in every way that backends fail."""
import collections
import contextlib
import json
import random
import re
import threading
import uuid

from . import record
from .clients import Talk
from .dialects import ANTHROPIC, CHAT, OLLAMA
from .ollama import Ollama
from .speech import AnthropicSpeech, ChatSpeech, OllamaSpeech, Words
from .upstream import RefusingPort, Upstream

MARKER = re.compile(rb"marker-[0-9a-f]{12}")
LIMITS = {"connect_timeout": "1s", "first_byte_timeout": "500ms", "idle_timeout": "500ms"}
ENVIRONMENT = {"VENDOR_KEY": "vendor-key"}
SMALL_WINDOW = 8192


def marker():
    """A word that is in no other request."""
    return "marker-" + uuid.uuid4().hex[:12]


class Stage:
    """One backend: it repeats the newest marker it is told, or plays the fault that it is given.

    `heard` counts the requests for a marker, `said` the whole answers to it.
    """

    def __init__(self, name, server, speech, dialect, model, settings):
        self.name, self.server, self.speech, self.dialect = name, server, speech, dialect
        self.model, self.settings = model, settings
        self.lock = threading.Lock()
        self.answer = lambda text: Words(text)
        server.script = self._play
        self.calm()

    def calm(self):
        """Works again, and forgets what there was."""
        self.next_fault = lambda: None
        self.server.requests = []
        self.heard, self.said = collections.Counter(), collections.Counter()

    def fail(self, fault):
        """Fails like this from now on."""
        self.next_fault = lambda: fault

    def fail_at_random(self, seed, faults, share):
        """Fails in one of these ways at a share of the requests."""
        dice, mine = random.Random("%s %s" % (seed, self.name)), [fault for fault in faults if self.plays(fault)]

        def next_fault():
            with self.lock:
                return dice.choice(mine) if dice.random() < share else None
        self.next_fault = next_fault

    def plays(self, fault):
        return fault.play is not None and self.dialect.name in fault.dialects

    @property
    def bodies(self):
        return [json.loads(request.body) for request in self.server.requests]

    @property
    def target(self):
        return "%s/%s" % (self.name, self.model)

    def preamble(self):
        """What a stream begins with before anything is said."""
        return self.speech.events(Words("x"))[0] if self.dialect is not OLLAMA else b'{"model":"test-model","done":false}\n'

    def says(self, mark):
        return "%s says %s" % (self.name, mark)

    @staticmethod
    def newest_mark(request):
        return MARKER.findall(request.body)[-1].decode()

    def _play(self, peer, request):
        mark = self.newest_mark(request)
        fault = self.next_fault()
        with self.lock:
            self.heard[mark] += 1
        if fault and self.speech.wants_stream(request) in fault.streams:
            return fault.play(self, peer, request)
        with self.lock:
            self.said[mark] += 1
        self.speech.say(peer, request, self.answer(self.says(mark)))


class World:
    """Backends `a` (Anthropic's API), `b` (chat completions) and `c` (Ollama, with a small window), and a gateway before them.

    The tiers `a`, `b` and `c` begin with that backend and go on in this order; those of `gone-a` and so on begin with
    one that nobody listens for. `x-ctxgw-tier` picks one.
    """

    def __init__(self, stages, gone):
        self.stages = {stage.name: stage for stage in stages}
        self.gone, self.gateway = gone, None

    def configuration(self, resilience=(), **more):
        backends = {}
        for name, stage in self.stages.items():
            backends[name] = {**stage.settings, **LIMITS}
            backends["gone-" + name] = {**backends[name], "url": self.gone.url}
        tiers = {name: [stage.target for stage in self.chain(name)] for name in self.stages}
        for name in self.stages:
            tiers["gone-" + name] = ["gone-" + tiers[name][0], *tiers[name][1:]]
        return {
            "backends": backends, "models": {"c/test-model": {"window": SMALL_WINDOW}},
            "policy": {
                "name": "world", "tiers": tiers, "sticky": {"main": False},
                "rules": [{"if": {"header": "x-ctxgw-tier"}, "tier": "from-header"}, {"tier": "a"}],
                "resilience": {"retries": 0, "breaker": {"failures": 3, "cool_down": "300s"}, **dict(resilience)}}, **more}

    def chain(self, first):
        """The stages in the order of the tier that begins with this one."""
        stages = list(self.stages.values())
        at = [stage.name for stage in stages].index(first)
        return stages[at:] + stages[:at]

    def calm(self):
        """Every backend works, nothing is held, nothing was asked."""
        for stage in self.stages.values():
            stage.calm()
        answer = self.gateway.post(b"", target="/ctxgw/reset")
        assert answer.status == 200, answer

    def ask(self, client, tier, text, stream=True, **headers):
        """One request in a session of its own."""
        talk = Talk(client, self.gateway, "claude-test", stream)
        talk.headers.update({"x-ctxgw-tier": tier, "x-ctxgw-session": uuid.uuid4().hex, **headers})
        return talk.say(text)

    def asked(self, mark):
        """The names of those who were asked for a marker, each as often as it was."""
        return [name for name, stage in self.stages.items() for _ in range(stage.heard[mark])]

    def attempts(self, said):
        """What was tried for an answer, as (backend, outcome, why), in order."""
        turn, = record.settled_turns(self.gateway, record.session_id(said.answer))
        return record.attempts(turn)


KEY = {"key_env": "VENDOR_KEY"}


def make_stage(name, server):
    """One of the three stages, over a server of its dialect (`make_server`)."""
    if name == "a":
        return Stage(name, server, AnthropicSpeech(), ANTHROPIC, "claude-test", {"kind": "anthropic", "url": server.url, **KEY})
    if name == "b":
        return Stage(name, server, ChatSpeech(), CHAT, "test-model", {"kind": "openai", "url": server.url + "/v1", **KEY})
    server.capabilities.append("thinking")
    return Stage(name, server, OllamaSpeech(), OLLAMA, "test-model", {"kind": "ollama", "url": server.url})


def make_server(name, port=0):
    """The server of one of the three stages."""
    if name == "c":
        return Ollama(port=port)
    return Upstream(models=["test-model"] if name == "b" else (), port=port)


@contextlib.contextmanager
def make_world():
    """The three backends; they end with the block."""
    with contextlib.ExitStack() as stack:
        stages = [make_stage(name, stack.enter_context(make_server(name))) for name in "abc"]
        yield World(stages, stack.enter_context(RefusingPort()))
