#!/usr/bin/env python3
"""Plays a long coding session through the gateway to a server with a small window, and shows what becomes of it.

No network, no model: the server is a toy (toy_server.py) that counts tokens and remembers its last prompt, as llama.cpp's
does; its answers are thrown away in favour of the recorded ones. The gateway is the real one.
"""
import argparse
import fcntl
import http.client
import json
import os
import pathlib
import pty
import re
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from dataclasses import dataclass

from toy_server import Prompt, ToyServer

ROOT = pathlib.Path(__file__).resolve().parents[1]
SESSION = ROOT / "data/demo/session.json"
LISTENING = re.compile(r"listening on http://127\.0\.0\.1:(\d+)")
REMINDER = re.compile(r"<system-reminder>.*</system-reminder>", re.DOTALL)
WHAT, BAR, WIDTH = 20, 16, 100  # cells
PATIENCE = 15         # seconds for any one step
JOINED = 4            # tokens at a prompt's end that what follows may turn into others


class Gateway:
    """The release gateway with a configuration and a database of its own, in a directory that goes away with it."""

    def __init__(self, directory, backend):
        self.directory, self.said = pathlib.Path(directory), []
        config = {"discover": False, "backends": {"toy": {"kind": "llama-server", "url": backend}}}
        (self.directory / "config.yaml").write_text(json.dumps(config))  # JSON is YAML
        self.environment = {"PATH": os.environ["PATH"], "HOME": directory, "LANG": "C.UTF-8",
                            "CTXGW_CONFIG": str(self.directory / "config.yaml"),
                            "CTXGW_DB": str(self.directory / "ctxgw.db")}

    def __enter__(self):
        self.process = subprocess.Popen([binary(), "serve", "--listen", "127.0.0.1:0"], env=self.environment,
                                        cwd=self.directory, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True)
        self.listens = threading.Event()
        threading.Thread(target=self.collect, daemon=True).start()
        if not self.listens.wait(PATIENCE) or self.process.poll() is not None:
            self.__exit__()
            raise SystemExit("the gateway did not start:\n" + "".join(self.said))
        return self

    def collect(self):
        for line in self.process.stderr:
            self.said.append(line)
            if found := LISTENING.search(line):
                self.port = int(found[1])
                self.listens.set()
        self.listens.set()

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def command(self, *arguments):
        """What another ctxgw command prints for programs."""
        done = subprocess.run([binary(), *arguments], env=self.surroundings(), stdin=subprocess.DEVNULL, text=True,
                              capture_output=True, timeout=PATIENCE)
        return done.stdout if done.returncode == 0 else done.stderr

    def page(self, *arguments):
        """What another ctxgw command shows on a terminal as wide as this page."""
        mine, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, WIDTH, 0, 0))
        process = subprocess.Popen([binary(), *arguments], env=self.surroundings(), stdin=subprocess.DEVNULL,
                                   stdout=its, stderr=its)
        os.close(its)
        shown = b""
        try:
            while chunk := os.read(mine, 65536):
                shown += chunk
        except OSError:  # nobody writes there any more
            pass
        os.close(mine)
        process.wait(PATIENCE)
        return shown.decode().replace("\r\n", "\n")

    def surroundings(self):
        return {**self.environment, "CTXGW_LISTEN": "127.0.0.1:%d" % self.port,
                **({} if sys.stdout.isatty() else {"NO_COLOR": "1"})}


def binary():
    path = pathlib.Path(os.environ.get("CTXGW_BIN", ROOT / ".build/release/ctxgw"))
    if not path.exists():
        raise SystemExit("no gateway at %s: run `make build`" % path)
    return path


class Client:
    """Claude Code, as far as a gateway can tell: the whole history on every turn, with what changes from turn to turn
    although nothing was said: cache marks that move, reminders that are gone once they are history."""

    def __init__(self, port, session, model):
        self.messages = [{**message, "content": blocks(message["content"])} for message in session["messages"]]
        system = blocks(session["system"])
        self.head = {key: value for key, value in session.items() if key != "messages"}
        self.head.update(model=model, stream=True, system=[*system[:-1], marked(system[-1])])
        self.turns = [i for i, message in enumerate(self.messages) if message["role"] == "assistant"]
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def body(self, end):
        """The request before the message at `end`."""
        sent = [without_reminders(message) for message in self.messages[:end - 1]] + [self.messages[end - 1]]
        for i in {end - 1, max(0, end - 3)}:
            sent[i] = {**sent[i], "content": [*sent[i]["content"][:-1], marked(sent[i]["content"][-1])]}
        return {**self.head, "messages": sent}

    def ask(self, end):
        """The answer's status, its headers and its body."""
        headers = {"content-type": "application/json", "x-api-key": "local", "anthropic-version": "2023-06-01",
                   "x-claude-code-session-id": "5f0c2d1e-demo-4a7b-9c1d-wherebox0001", "user-agent": "ctxgw-demo"}
        self.connection.request("POST", "/v1/messages?beta=true", json.dumps(self.body(end), ensure_ascii=False).encode(),
                                headers)
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()


def blocks(content):
    """Content as a list of blocks; a string is one block of text."""
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def marked(block):
    return {**block, "cache_control": {"type": "ephemeral"}}


def without_reminders(message):
    if message["role"] != "user":
        return message
    return {**message, "content": [block for block in message["content"]
                                   if block["type"] != "text" or not REMINDER.fullmatch(block["text"])]}


@dataclass
class Turn:
    """What one turn came to. Without a prompt it was refused, and `trouble` says why; `original` is None where the gateway
    did not tell it."""
    number: int
    what: str
    original: int | None
    dropped: int
    stripped: int
    epoch: str
    prompt: Prompt
    trouble: str


def context_header(text):
    """The fields of `x-ctxgw-context: original=…; sent=…; window=…; stripped=…; dropped=…; epoch=…`."""
    return dict(field.strip().split("=", 1) for field in (text or "").split(";") if "=" in field)


def played(client, toy, number, end):
    before = len(toy.prompts)
    status, headers, body = client.ask(end)
    told = context_header(headers["x-ctxgw-context"])
    trouble = "" if status == 200 else json.loads(body)["error"]["message"]
    return Turn(number, subject(client.messages[end - 1], client.messages[:end - 1]), int(told["original"]) if told else None,
                int(told.get("dropped", 0)), int(told.get("stripped", 0)), told.get("epoch", ""),
                toy.prompts[-1] if len(toy.prompts) > before else None, trouble)


def subject(newest, before):
    """What the newest message brings, in a few words: a person's sentence, or the calls whose results it holds."""
    said = [block["text"] for block in newest["content"] if block["type"] == "text"
            and not REMINDER.fullmatch(block["text"])]
    if said:
        return '"%s"' % " ".join(said[0].split())
    calls = [block for block in before[-1]["content"] if block["type"] == "tool_use"]
    return ", ".join(("%s %s" % (call["name"], os.path.basename(argument(call["input"])))).strip() for call in calls)


def argument(given):
    return str(given.get("file_path") or given.get("description") or given.get("pattern") or "").rstrip("/")


class Page:
    """What is printed: plain, or with colours where a person looks at it."""
    STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}

    def __init__(self, window):
        self.window, self.is_coloured = window, sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def styled(self, text, *styles):
        if not self.is_coloured or not text:
            return text
        return "\x1b[%sm%s\x1b[0m" % (";".join(self.STYLES[style] for style in styles), text)

    def title(self):
        print("%4s  %-*s %8s %9s  %-*s %6s  %s" % (
            "TURN", WHAT, "NEWEST MESSAGE", "CLIENT", "FORWARDED", BAR + 2, "WINDOW", "REUSED", "CUT ANEW"))

    def turn(self, turn, unseen):
        """One line; `unseen` are the turns since the last one."""
        what = turn.what if len(turn.what) <= WHAT else turn.what[:WHAT - 1] + "\u2026"
        front = "%4d  %-*s %8s " % (turn.number, WHAT, what, grouped(turn.original))
        if turn.prompt is None:
            print(front + self.styled("  refused: " + turn.trouble[:WIDTH - len(front) - 12], "red"))
            return
        share = turn.prompt.cached / turn.prompt.tokens
        print("%s%9s  %s %5.0f%%  %s" % (front, grouped(turn.prompt.tokens), self.bar(turn.prompt), 100 * share,
                                        self.styled(epoch_words(turn, unseen), "yellow")))

    def bar(self, prompt):
        """The window: what was reused, what was read, what is free."""
        filled = min(BAR, round(BAR * prompt.tokens / self.window))
        reused = min(filled, round(BAR * prompt.cached / self.window))
        return "[%s%s%s]" % (self.styled("#" * reused, "green"), self.styled("+" * (filled - reused), "cyan"),
                             "." * (BAR - filled))

    def summary(self, turns):
        done = [turn for turn in turns if turn.prompt]
        growing = [turn for turn in done if not turn.epoch]
        sent = sum(turn.prompt.tokens for turn in done)
        read = sum(turn.prompt.tokens - turn.prompt.cached for turn in done)
        reuse = sum(turn.prompt.cached / turn.prompt.tokens for turn in growing) / len(growing) if growing else 0
        rows = [
            ("largest prompt", grouped(max((turn.prompt.tokens for turn in done), default=None)),
             "tokens, of a window of %s" % grouped(self.window)),
            ("refused for their length", grouped(len(turns) - len(done)), "of %d turns" % len(turns)),
            ("cut anew", grouped(sum(turn.epoch not in ("", "first") for turn in turns)), "times; in between the prompt only grew"),
            ("broken in between", grouped(sum(breaks(turns))), "times: the server had to read again what it had read"),
            ("reused in between", "%.1f%%" % (100 * reuse), "of a prompt on average"),
            ("read by the server", grouped(read), "tokens in all, of %s in its prompts" % grouped(sent)),
        ]
        if originals := [turn.original for turn in turns if turn.original is not None]:
            rows.insert(0, ("largest conversation", grouped(max(originals)), "tokens, as the client sent it"))
            rows.append(("sending everything", grouped(sum(originals)), "tokens in prompts; %s" % fits(turns, self.window)))
        for name, figure, unit in rows:
            print("  %-26s %s %s" % (name, self.styled("%12s" % figure, "bold"), unit))

    def output(self, command, text, limit, start=""):
        """A command with the first lines of what it printed, from the line on that begins with `start`."""
        lines = [line.rstrip()[:WIDTH] for line in text.rstrip().splitlines()]
        first = next((i for i, line in enumerate(lines) if line.startswith(start)), 0)
        lines = lines[first:]
        print("\n" + self.styled("$ " + command, "bold"))
        print("\n".join(lines[:limit]))
        if len(lines) > limit:
            print(self.styled("  ... and %d lines more" % (len(lines) - limit), "dim"))


def grouped(number):
    return "-" if number is None else format(number, ",")


def epoch_words(turn, unseen):
    """Why the prompt was made anew, and what was cut; or in which of the turns not shown it was."""
    if not turn.epoch:
        numbers = [str(one.number) for one in unseen if one.epoch]
        return "at " + ", ".join(numbers) if numbers else ""
    cuts = ["%d %s" % (count, name) for count, name in ((turn.stripped, "cut"), (turn.dropped, "gone")) if count]
    return "%s%s" % (turn.epoch, ": " + ", ".join(cuts) if cuts else "")


def breaks(turns):
    """For each turn whose prompt should only have grown: whether it did not begin with the prompt before."""
    for last, turn in zip(turns, turns[1:]):
        if last.prompt and turn.prompt and not turn.epoch:
            yield turn.prompt.cached < last.prompt.tokens - JOINED


def fits(turns, window):
    """From when on the whole conversation would have been too long."""
    first = next((turn.number for turn in turns if (turn.original or 0) >= window), None)
    return "too long for the window from turn %d on" % first if first else "all of them within the window"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--window", type=int, default=8192, help="of the toy server, in tokens (8192)")
    parser.add_argument("--every", type=int, default=4, metavar="N", help="show every Nth turn (4)")
    parser.add_argument("--session", type=pathlib.Path, default=SESSION, help="another conversation: {system, tools, messages}")
    return parser.parse_args()


def play(args, page, gateway, toy):
    client = Client(gateway.port, json.loads(args.session.read_text()), toy.model)
    print("A session of %d turns, through ctxgw, to a toy server with a window of %s tokens and no model.\n"
          "[%s%s.] is that window: # was read before, + is read now.\n"
          % (len(client.turns), grouped(toy.window), page.styled("#", "green"), page.styled("+", "cyan")))
    page.title()
    turns, shown = [], 0
    for number, end in enumerate(client.turns, 1):
        try:
            turns.append(played(client, toy, number, end))
        except (OSError, http.client.HTTPException) as error:
            raise SystemExit("turn %d: %r; the gateway said:\n%s" % (number, error, "".join(gateway.said))) from error
        if number % args.every == 0 or number in (1, len(client.turns)):
            page.turn(turns[-1], turns[shown:-1])
            shown = number
    print()
    page.summary(turns)
    return turns


def recorded(gateway, turns):
    """The session's id, once all its turns are written down: an answer goes out before it is."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        sessions = json.loads(gateway.command("sessions", "list", "--json"))["sessions"]
        if len(sessions) == 1 and sessions[0]["turns"] == turns:
            return sessions[0]["id"]
        time.sleep(0.05)
    raise SystemExit("the session was not written down as one of %d turns: %s" % (turns, sessions))


def main():
    args = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    page = Page(args.window)
    with tempfile.TemporaryDirectory(prefix="ctxgw-demo-") as directory, ToyServer(args.window) as toy, \
            Gateway(directory, toy.url) as gateway:
        turns = play(args, page, gateway, toy)
        session = recorded(gateway, len(turns))
        page.output("ctxgw sessions", gateway.page("sessions"), 4)
        show = ["sessions", "show", session, "--turn", str(len(turns))]
        page.output("ctxgw " + " ".join(show), gateway.page(*show), 17, "Turn ")
    return 1 if any(turn.prompt is None for turn in turns) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # whoever read this has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
