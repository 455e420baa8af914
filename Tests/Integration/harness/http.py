"""A raw HTTP/1.1 client: sends exactly the bytes it is given and says exactly what came back."""
import json
import socket
from dataclasses import dataclass, field


@dataclass
class Answer:
    """One response as it stood on the wire, its body with the chunked framing taken off."""
    status: int
    headers: list = field(default_factory=list)
    body: bytes = b""
    complete: bool = False

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self):
        return json.loads(self.body)

    def events(self):
        """The data of every SSE event, as (event name, JSON value)."""
        return [event for event in map(_event, self.body.replace(b"\r\n", b"\n").split(b"\n\n")) if event]


def _event(block):
    lines = block.split(b"\n")
    data = b"\n".join(line[5:].lstrip(b" ") for line in lines if line.startswith(b"data:"))
    name = next((line[6:].strip().decode() for line in lines if line.startswith(b"event:")), None)
    return (name, json.loads(data)) if data else None


class Connection:
    """One client connection; `with` closes it."""

    def __init__(self, port, timeout=20.0):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.reader.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def head(self):
        """Reads a status line and headers; an interim answer (1xx) is one of its own."""
        status = self.reader.readline()
        if not status:
            raise ConnectionError("closed before an answer")
        answer = Answer(int(status.split(b" ", 2)[1]))
        while (line := self.reader.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            answer.headers.append((name, value.strip()))
        return answer

    def answer(self, has_body=True):
        """Reads a whole answer; one that ends before its framing says so is marked incomplete."""
        answer, body = self.head(), bytearray()
        try:
            if has_body:
                self._read_body(answer, body)
            answer.complete = True
        except (ConnectionError, ValueError):
            pass  # cut, or cut inside a chunk size: `complete` stays false
        answer.body = bytes(body)
        return answer

    def _read_body(self, answer, body):
        if (answer.header("transfer-encoding") or "").lower() == "chunked":
            while size := int(self.reader.readline().split(b";")[0], 16):
                self._read(size, body)
                self._read(2, bytearray())
            while self.reader.readline() not in (b"\r\n", b""):
                pass
        elif (length := answer.header("content-length")) is not None:
            self._read(int(length), body)
        else:
            body += self.reader.read()

    def _read(self, count, into):
        data = self.reader.read(count)
        into += data
        if len(data) < count:
            raise ConnectionError("cut inside the body")


def head_bytes(method, target, headers, body):
    fields = {"host": "127.0.0.1", "content-length": str(len(body)), **headers}
    lines = ["%s %s HTTP/1.1" % (method, target)]
    for name, value in fields.items():
        lines += ["%s: %s" % (name, each) for each in (value if isinstance(value, list) else [value])]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def request(port, method, target, headers=(), body=b"", timeout=20.0):
    """One exchange on a connection of its own. A header's value may be a list, which repeats the header."""
    headers = {"connection": "close", **dict(headers)}
    with Connection(port, timeout) as connection:
        connection.send(head_bytes(method, target, headers, body) + body)
        return connection.answer(has_body=method != "HEAD")


def post_json(port, target, value, headers=()):
    headers = {"content-type": "application/json", **dict(headers)}
    return request(port, "POST", target, headers, json.dumps(value).encode())
