"""A home in which commands are typed, with a gateway running or without."""
import os
import socket
import subprocess

from .gateway import BINARY, Gateway


class Home(Gateway):
    """A gateway's home, whose port is known before a gateway runs in it; programs of a test's own are on its PATH."""

    def __init__(self, path, config):
        super().__init__(path, config, arguments=())
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.arguments = ["--listen", "127.0.0.1:%d" % self.port]
        self.programs = self.home / "bin"
        self.programs.mkdir()
        self.environment["PATH"] = "%s:%s" % (self.programs, os.environ["PATH"])

    def program(self, name, script):
        """Puts a shell script on the PATH."""
        path = self.programs / name
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o755)

    def is_running(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def popen(self, *arguments):
        environment = {**self.environment, **self.places, "CTXGW_LISTEN": "127.0.0.1:%d" % self.port}
        return subprocess.Popen([BINARY, *arguments], env=environment, cwd=self.home, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
