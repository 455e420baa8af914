"""A client with one conversation, sent to a local model."""
import json
import uuid

from . import record, trajectories

BILLING = "x-anthropic-billing-header: cc_version=2.1.36; cch=%05x;"


class Session:
    """A client with one growing conversation, as an agent sends it: everything again on every turn."""

    def __init__(self, gateway, trajectory, **more):
        self.gateway, self.trajectory, self.more = gateway, trajectory, more
        self.identity = {"x-claude-code-session-id": str(uuid.uuid4())}
        self.answers = []

    def body(self, messages, number=0):
        system = [{"type": "text", "text": BILLING % (number * 7919)}, {"type": "text", "text": "You are a careful agent."}]
        return {"model": "box/tiny", "max_tokens": 1000, "stream": True, "tools": self.trajectory.rest["tools"],
                "system": system, "messages": messages, **self.more}

    def send(self, messages):
        """Sends these messages, and whatever it answers."""
        body = self.body(messages, len(self.answers))
        self.answers.append(self.gateway.post(json.dumps(body).encode(), self.identity))
        return self.answers[-1]

    def play(self, turns):
        """Sends these of the recorded turns."""
        return [self.send(self.trajectory.messages[:self.trajectory.answers[turn]]) for turn in turns]

    @property
    def name(self):
        return record.session_id(self.answers[0])

    def settled(self):
        """Its turns, once all are written down."""
        return record.settled_turns(self.gateway, self.name, len(self.answers))


LONG = trajectories.made_up(turns=40)
