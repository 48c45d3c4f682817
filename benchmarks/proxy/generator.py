"""The program of C that is both the clients and the backends: builds it, and talks to it."""

import json
import subprocess
from pathlib import Path

import proc

SOURCES = Path(__file__).resolve().parent / "generator"
FLAGS = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror"]
END_LIMIT = 5


class Failure(Exception):
    """Something for whoever runs the benchmark, in one line."""


def build(folder):
    """Compiles it (a second) and lets it test itself."""
    program = folder / "generator"
    sources = sorted(str(path) for path in SOURCES.glob("*.c"))
    if subprocess.run(["gcc", *FLAGS, "-o", str(program), *sources, "-lm"], check=False).returncode:
        raise Failure("generator: gcc failed, see above")
    if subprocess.run([str(program), "--self-test"], check=False).returncode:
        raise Failure("generator: its self-test failed, see above")
    return program


class Generator:
    """One that runs, on the given cores; a context."""

    def __init__(self, program, cores):
        self.process = subprocess.Popen(
            ["taskset", "-c", cores, str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        proc.prefer(self.process.pid)
        self.backends = self._read()["backends"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(END_LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def run(self, port, case, seconds, lead, rate=0.0, sticky=True, measuring=lambda: None):
        """Loads a proxy, and calls when the lead is over."""
        milliseconds = f"{round(lead * 1000)} {round(seconds * 1000)}"
        self._write(
            f"run {port} {case.path} {case.body} {case.length} {case.connections}"
            f" {rate:.3f} {milliseconds} {int(sticky)}"
        )
        if self._line() != "measuring":
            raise Failure("generator: got no answer, expected 'measuring'")
        measuring()
        return self._read()

    def hold(self, port, connections, sticky):
        """Opens connections that stay idle after one request each."""
        self._write(f"hold {port} {connections} {int(sticky)}")
        return self._read()

    def release(self):
        self._write("release")
        self._read()

    def _write(self, command):
        try:
            self.process.stdin.write(command + "\n")
            self.process.stdin.flush()
        except OSError as error:
            raise Failure(f"generator: ended, see above ({error})") from error

    def _line(self):
        line = self.process.stdout.readline()
        if not line:
            raise Failure("generator: ended, see above")
        return line.strip()

    def _read(self):
        return json.loads(self._line())
