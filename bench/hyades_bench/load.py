"""Requests at a fixed rate, whatever the answers take.

Each connection is a thread with its share of the schedule. Latency counts from the time a request
was due, not from when it was sent: a slow answer makes the ones behind it late, and that is theirs.
"""

import dataclasses
import gc
import socket
import threading
import time

from .report import percentile

CONNECTIONS = 8


@dataclasses.dataclass
class Result:
    """Latencies in ms by kind of request, and how well the generator itself did."""

    latencies: dict[str, list[float]]
    errors: int
    bytes: int
    # How late requests were sent whose connection was free in time: the generator's own fault.
    lateness: list[float]
    cpu: float
    seconds: float

    def row(self, kind: str) -> list[str]:
        values = sorted(self.latencies[kind])
        shares = [percentile(values, share) for share in (0.5, 0.95, 0.99)]
        return [str(len(values)), *(f"{value:.2f}" for value in (*shares, values[-1]))]


def run(port: int, requests: list[tuple[str, bytes]], rate: float) -> Result:
    """Sends the requests, which are complete texts with the name of their kind, in turn."""
    gc.collect()
    gc.disable()
    start, cpu = time.monotonic() + 0.2, time.process_time()
    workers = [Worker(port, requests[n::CONNECTIONS], start, rate, n) for n in range(CONNECTIONS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    gc.enable()
    latencies: dict[str, list[float]] = {}
    for worker in workers:
        for kind, latency in worker.latencies:
            latencies.setdefault(kind, []).append(latency)
    return Result(
        latencies,
        errors=sum(worker.errors for worker in workers),
        bytes=sum(worker.bytes for worker in workers),
        lateness=sorted(late for worker in workers for late in worker.lateness),
        cpu=time.process_time() - cpu,
        seconds=len(requests) / rate,
    )


class Worker(threading.Thread):
    def __init__(self, port: int, requests: list[tuple[str, bytes]], start: float, rate: float, n: int) -> None:
        super().__init__(daemon=True)
        self.port, self.requests = port, requests
        self.first, self.every = start + n / rate, CONNECTIONS / rate
        self.latencies: list[tuple[str, float]] = []
        self.lateness: list[float] = []
        self.errors = self.bytes = 0
        self.buffer = bytearray(1 << 20)
        self.connection = self.connect()

    def connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def run(self) -> None:
        free_since = 0.0
        for number, (kind, text) in enumerate(self.requests):
            due = self.first + number * self.every
            pause = due - time.monotonic()
            if pause > 0:
                time.sleep(pause)
            if free_since <= due:
                self.lateness.append((time.monotonic() - due) * 1000)
            try:
                self.connection.sendall(text)
                good = self.receive()
            except OSError:
                good = False
                self.connection = self.connect()
            free_since = time.monotonic()
            self.latencies.append((kind, (free_since - due) * 1000))
            self.errors += not good

    def receive(self) -> bool:
        """Reads one answer to its end; whether it is a 200."""
        view, length, total = memoryview(self.buffer), 0, None
        while total is None or length < total:
            got = self.connection.recv_into(view[length:])
            if not got:
                raise ConnectionError("closed")
            length += got
            if total is None:
                end = self.buffer.find(b"\r\n\r\n", 0, length)
                if end >= 0:
                    head = bytes(view[:end]).lower()
                    total = end + 4 + int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        self.bytes += length
        return self.buffer.startswith(b"HTTP/1.1 200")
