"""How `ctxgw sessions --json` and the admin routes name things. The one place to change when a name changes.

`sessions list`             {"sessions": [{"id", "turns", "messages", ...}]}
`sessions show ID`          the same fields, and "turns": [{"outcome", "status", "attempts", "usage": {"input", ...}, ...}]
`sessions show --messages`  and "messages": [{"role", "hash", "turn", "body"}], the body as it was first seen
"""
from . import waiting

SUCCEEDED, FAILED, CUT, CANCELLED = "completed", "failed", "cut", "client-gone"


def session_id(answer):
    return answer.header("x-ctxgw-session")


def sessions(gateway):
    return gateway.report("sessions", "list", "--limit", "1000")["sessions"]


def settled_turns(gateway, identity, count=1):
    """The turns of a session once `count` of them are written down."""
    def turns():
        if (answer := gateway.get("/ctxgw/sessions/" + identity)).status != 200:
            return None
        shown = answer.json()["turns"]
        return shown if len(shown) >= count else None

    return waiting.until(turns, "%d settled turns in session %s" % (count, identity))


def messages(gateway, identity):
    """The session's conversation as [{"role", "content", ...}], in order."""
    return [message["body"] for message in gateway.report("sessions", "show", identity, "--messages")["messages"]]


def outcome(turn):
    return turn["outcome"]


def turn_count(entry):
    return entry["turns"]


def prompt_tokens(turn):
    usage = turn["usage"]
    return usage["input"] + usage["cache_read"] + usage["cache_write"]


def attempts(turn):
    """What was tried for a turn, as (backend, outcome, why), in order."""
    return [(each["target"].split("/")[0], each["outcome"], (each["failure"] or {}).get("type")) for each in turn["hops"]]
