"""As much of MySQL's client protocol as it takes to log in over plain TCP and to stay."""

import hashlib
import socket

from . import rsa
from .fixture import DATABASE, PASSWORD, USER

# Long password, database, protocol 4.1, transactions, secure connection, authentication plugins.
CAPABILITIES = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000
UTF8MB4 = 45
PLUGIN = b"caching_sha2_password"


class Refused(Exception):
    """The server, or what stands for it, does not want this client."""


class Connection:
    """A session of the benchmark's user."""

    def __init__(self, address: tuple[str, int], timeout: float = 20) -> None:
        self.number = 0
        self.socket = socket.create_connection(address, timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.log_in()
        except BaseException:
            self.socket.close()
            raise

    def log_in(self) -> None:
        nonce = scramble_of(self.read())
        head = CAPABILITIES.to_bytes(4, "little") + (1 << 24).to_bytes(4, "little") + bytes([UTF8MB4]) + bytes(23)
        token = scrambled(PASSWORD.encode(), nonce)
        parts = [USER.encode() + b"\0", bytes([len(token)]) + token, DATABASE.encode() + b"\0", PLUGIN + b"\0"]
        self.write(head + b"".join(parts))
        while (reply := self.read())[:1] != b"\0":
            if reply[:1] == b"\xfe":  # another nonce
                nonce = reply[1:].split(b"\0", 1)[1][:20]
                self.write(scrambled(PASSWORD.encode(), nonce))
            elif reply == b"\x01\x04":  # the password itself, encrypted by the server's key
                self.write(b"\x02")
                self.write(rsa.encrypt(masked(PASSWORD.encode(), nonce), self.read()[1:].decode()))
            elif reply != b"\x01\x03":
                raise Refused(f"unexpected packet {reply[:20]!r}")

    def query(self, sql: str) -> bytes:
        """The first packet of the answer to a statement."""
        self.number = 0
        self.write(b"\x03" + sql.encode())
        return self.read()

    def read(self) -> bytes:
        head = self.exactly(4)
        self.number = head[3] + 1
        body = self.exactly(int.from_bytes(head[:3], "little"))
        if body[:1] == b"\xff":
            raise Refused(body[3:].decode(errors="replace"))
        return body

    def exactly(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            part = self.socket.recv(count - len(found))
            if not part:
                raise Refused("connection closed")
            found += part
        return found

    def write(self, body: bytes) -> None:
        self.socket.sendall(len(body).to_bytes(3, "little") + bytes([self.number % 256]) + body)

    def close(self) -> None:
        """Says goodbye."""
        try:
            self.number = 0
            self.write(b"\x01")
        except OSError:
            pass  # it has gone first
        self.socket.close()


def scramble_of(greeting: bytes) -> bytes:
    """The 20 bytes of the greeting that no two sessions share."""
    rest = greeting[1:].split(b"\0", 1)[1]
    return rest[4:12] + rest[31:43]


def scrambled(password: bytes, nonce: bytes) -> bytes:
    once = hashlib.sha256(password).digest()
    return xor(once, hashlib.sha256(hashlib.sha256(once).digest() + nonce).digest())


def masked(password: bytes, nonce: bytes) -> bytes:
    text = password + b"\0"
    return xor(text, (nonce * (len(text) // len(nonce) + 1))[: len(text)])


def xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
