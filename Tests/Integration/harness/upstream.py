"""A scripted upstream: a raw-socket HTTP server whose every byte and every cut is written by the test."""
import json
import socket
import struct
import threading
from dataclasses import dataclass


@dataclass
class Request:
    """A request as it stood on the wire."""
    method: str
    target: str
    headers: list
    body: bytes

    @property
    def path(self):
        return self.target.partition("?")[0]

    def values(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]


class Peer:
    """The upstream's end of one connection."""

    def __init__(self, connection, stream_type="text/event-stream"):
        self.socket = connection
        self.stream_type = stream_type
        self.reader = connection.makefile("rb")

    def read_request(self):
        """The next request, or nothing if the connection ended."""
        line = self.reader.readline()
        if not line:
            return None
        method, target, _ = line.decode("latin-1").split(" ", 2)
        headers = []
        while (line := self.reader.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode("latin-1").rstrip("\r\n").partition(":")
            headers.append((name, value.strip()))
        request = Request(method, target, headers, b"")
        request.body = self.reader.read(int((request.values("content-length") or ["0"])[0]))
        return request

    def send(self, data):
        self.socket.sendall(data)

    def drip(self, data):
        """Every byte in a segment of its own."""
        for i in range(len(data)):
            self.socket.sendall(data[i:i + 1])

    def answer(self, status, body, headers=()):
        self.send(head(status, [("content-length", len(body)), *headers]) + body)

    def answer_json(self, status, value):
        self.answer(status, json.dumps(value).encode(), [("content-type", "application/json")])

    def begin_stream(self, headers=()):
        """The head of a chunked stream; `chunk` and `end_stream` follow."""
        self.send(head(200, [("content-type", self.stream_type), ("transfer-encoding", "chunked"), *headers]))

    def chunk(self, data):
        self.send(chunked(data))

    def end_stream(self):
        self.send(b"0\r\n\r\n")

    def cut(self):
        """A reset in the middle of whatever was being said."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self):
        self.reader.close()
        self.socket.close()

    def wait_for_hangup(self):
        """Says nothing until the other side goes away."""
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True


def head(status, headers):
    lines = ["HTTP/1.1 %d %s" % (status, "OK" if status == 200 else "Scripted")]
    lines += ["%s: %s" % field for field in headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def chunked(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


class Upstream:
    """Listens on a port, a free one if none is given, and runs `script(peer, request)` for every request for an answer.

    Whatever else a gateway may ask of a backend never reaches the script: its models are `models`, questions for a
    count go to `counting` where there is one, and for everything else there is a 404.
    """

    ANSWERS = ("/v1/messages", "/chat/completions", "/responses", "/api/chat")
    STREAM_TYPE = "text/event-stream"

    def __init__(self, script=None, models=(), port=0):
        self.script = script
        self.models = [{"id": name, "object": "model"} for name in models]
        self.counting = None
        self.requests, self.counts = [], []
        self.listener = socket.create_server(("127.0.0.1", port), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.url = "http://127.0.0.1:%d" % self.port
        self.peers = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)  # wakes the thread in accept
        self.listener.close()
        for peer in list(self.peers):
            try:
                peer.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it had gone already

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(Peer(connection, self.STREAM_TYPE),), daemon=True).start()

    def _serve(self, peer):
        self.peers.add(peer)
        try:
            while peer.socket.fileno() >= 0 and (request := peer.read_request()):
                self._answer(peer, request)
        except OSError:
            pass  # the gateway hung up, which is what some scripts are about
        finally:
            self.peers.discard(peer)
            peer.close()

    def _answer(self, peer, request):
        if request.path.endswith(self.ANSWERS):
            self.requests.append(request)
            self.script(peer, request)
        elif request.path.endswith("/count_tokens") and self.counting:
            self.counts.append(request)
            self.counting(peer, request)
        elif request.path.endswith("/models") and self.models:
            peer.answer_json(200, {"object": "list", "data": self.models})
        else:
            self.answer_question(peer, request)

    def answer_question(self, peer, request):
        """Whatever else is asked."""
        peer.answer_json(404, {"error": {"message": "not scripted"}})


class RefusingPort:
    """A port that is taken and listened on by nobody: connecting to it is refused."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.socket.getsockname()[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
