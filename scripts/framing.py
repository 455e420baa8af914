#!/usr/bin/env python3
"""framing.py PORT: sends malformed HTTP/1.1 to a running gateway and tells what it takes as good.

A malformed request is refused when at most one response comes back, its status is 4xx or 5xx, and the connection
is closed. Some good requests follow, which must be answered. Exits with 1 if anything is taken wrongly.
"""

import re
import socket
import sys

HOST = b"Host: 127.0.0.1\r\n"
POST = b"POST /v1/messages HTTP/1.1\r\n" + HOST
GET = b"GET /ctxgw/health HTTP/1.1\r\n" + HOST
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
HEALTH = GET + b"\r\n"
LONG = b"a" * 300_000

MALFORMED = {
    "length and transfer coding": POST
    + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + HEALTH,
    "two lengths that differ": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "a list of lengths": POST + b"Content-Length: 5, 6\r\n\r\nhello!",
    "a space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "an unknown transfer coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a vertical tab in the coding": POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "two transfer codings": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "a list of codings": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "a length with a plus": POST + b"Content-Length: +5\r\n\r\nhello",
    "a hexadecimal length": POST + b"Content-Length: 0x5\r\n\r\nhello",
    "a length of two numbers": POST + b"Content-Length: 5 5\r\n\r\nhello",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n",
    "a length that overflows": POST + b"Content-Length: 18446744073709551621\r\n\r\nhello",
    "an empty length": POST + b"Content-Length:\r\n\r\n",
    "line feeds alone": b"POST /v1/messages HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 5\n\nhello",
    "one line feed alone": POST + b"X: a\nContent-Length: 5\r\n\r\nhello",
    "a bare carriage return": POST + b"X: a\rContent-Length: 5\r\n\r\nhello",
    "a folded value": GET + b"X: a\r\n b\r\n\r\n",
    "a folded coding": POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "NUL in a value": GET + b"X: a\x00b\r\n\r\n",
    "no Host": b"GET /ctxgw/health HTTP/1.1\r\n\r\n",
    "two Hosts": GET + HOST + b"\r\n",
    "an empty name": GET + b": x\r\n\r\n",
    "a space in a name": GET + b"X Y: x\r\n\r\n",
    "HTTP/2.0": b"GET /ctxgw/health HTTP/2.0\r\n" + HOST + b"\r\n",
    "a version with a tail": b"GET /ctxgw/health HTTP/1.1x\r\n" + HOST + b"\r\n",
    "a control character in the target": b"GET /ctxgw/hea\x01lth HTTP/1.1\r\n" + HOST + b"\r\n",
    "a chunk size with 0x": CHUNKED + b"0x5\r\nhello\r\n0\r\n\r\n",
    "a negative chunk size": CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n",
    "a space after a chunk size": CHUNKED + b"5 \r\nhello\r\n0\r\n\r\n",
    "a chunk size that overflows": CHUNKED + b"10000000000000005\r\nhello\r\n0\r\n\r\n",
    "no line end after a chunk": CHUNKED + b"5\r\nhelloX\r\n0\r\n\r\n",
    "line feeds alone around chunks": CHUNKED + b"5\nhello\n0\n\n",
    "an extension of 300 KB": CHUNKED + b"5;" + LONG + b"\r\nhello\r\n0\r\n\r\n",
    "a head of 300 KB": GET + b"X: " + LONG + b"\r\n\r\n",
    "3000 fields": GET + b"X: a\r\n" * 3000 + b"\r\n",
    "a length of 1 GB": POST + b"Content-Length: 1073741824\r\n\r\n",
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
}

# What is sent, and the statuses that must come back.
GOOD = {
    "a request": (HEALTH, [200]),
    "three requests together": (HEALTH * 3, [200] * 3),
    "HTTP/1.0": (b"GET /ctxgw/health HTTP/1.0\r\n\r\n", [200]),
    "a client that waits before its body": (POST + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n", [100]),
}


def send(port, data, expected=None):
    """The statuses that come back, and whether the server closed. Stops at `expected` statuses, or after 2 s."""
    received, closed = b"", False
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.settimeout(2)
        try:
            client.sendall(data)
        except OSError:
            pass  # a server that refuses may close before it has read everything
        try:
            while expected is None or len(statuses(received)) < expected:
                piece = client.recv(65536)
                if not piece:
                    closed = True
                    break
                received += piece
        except socket.timeout:
            pass
        except OSError:
            closed = True
    return statuses(received), closed


def statuses(received):
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d\d\d)", received)]


def main():
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit(__doc__.splitlines()[0])
    port, wrong = int(sys.argv[1]), []
    for name, data in MALFORMED.items():
        found, closed = send(port, data)
        if not closed or len(found) > 1 or any(status < 400 for status in found):
            wrong.append(f"{name}: {found}{'' if closed else ', left open'}")
    for name, (data, expected) in GOOD.items():
        found, _ = send(port, data, expected=len(expected))
        if found != expected:
            wrong.append(f"{name}: {found} instead of {expected}")
    print(f"{len(wrong)} of {len(MALFORMED) + len(GOOD)} taken wrongly")
    print("".join(f"  {line}\n" for line in wrong), end="")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
