"""RSA with OAEP, encryption only: what `caching_sha2_password` wants from a client without TLS."""

import base64
import hashlib
import os

HASH = 20  # bytes of SHA-1


def encrypt(message: bytes, pem: str) -> bytes:
    """With a public key in PEM (`BEGIN PUBLIC KEY`)."""
    lines = [line for line in pem.strip("\0").split("\n") if line and not line.startswith("-")]
    modulus, exponent = public_key(base64.b64decode("".join(lines)))
    size = (modulus.bit_length() + 7) // 8
    padded = int.from_bytes(pad(message, size), "big")
    return pow(padded, exponent, modulus).to_bytes(size, "big")


def pad(message: bytes, size: int) -> bytes:
    """RFC 8017, 7.1.1."""
    data = hashlib.sha1(b"").digest() + bytes(size - len(message) - 2 * HASH - 2) + b"\x01" + message
    seed = os.urandom(HASH)
    data = mask(data, seed)
    return b"\0" + mask(seed, data) + data


def mask(data: bytes, seed: bytes) -> bytes:
    stream = b""
    while len(stream) < len(data):
        stream += hashlib.sha1(seed + (len(stream) // HASH).to_bytes(4, "big")).digest()
    return bytes(a ^ b for a, b in zip(data, stream))


def public_key(der: bytes) -> tuple[int, int]:
    """Modulus and exponent: SEQUENCE { algorithm, BIT STRING { SEQUENCE { INTEGER, INTEGER } } }."""
    outer, _ = element(der)
    _, after_algorithm = element(outer)
    bits, _ = element(after_algorithm)
    numbers, _ = element(bits[1:])
    modulus, rest = element(numbers)
    exponent, _ = element(rest)
    return int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big")


def element(der: bytes) -> tuple[bytes, bytes]:
    """The content of the first element, and what follows it."""
    length, start = der[1], 2
    if length & 0x80:
        start = 2 + (length & 0x7F)
        length = int.from_bytes(der[2:start], "big")
    return der[start : start + length], der[start + length :]
