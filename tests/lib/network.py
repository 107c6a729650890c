"""Loopback ranges for each deployment, out of 127.80.0.0/12 and 127.96.0.0/12, which nobody else uses
meanwhile."""

import fcntl
import ipaddress
import os
import socket
import struct
import tempfile

POOL = ipaddress.ip_network("127.80.0.0/12")
PREFIX = 22  # 1022 addresses: more than any test needs
SLOTS = 1 << (PREFIX - POOL.prefixlen)
EIPS = 16 << 16  # from a range to its EIPs: 127.96.0.0/12, a /24 for each


class Range:
    """A range that is ours until `release`: a lock on a file says so to other test processes."""

    def __init__(self):
        for slot in range(SLOTS):
            first = int(POOL.network_address) + (slot << (32 - PREFIX))
            network = ipaddress.ip_network((first, PREFIX))
            lock = _lock(slot)
            if lock is None:
                continue
            # The lock of a run that was killed is free, but its databases may still be there.
            if listeners(network):
                os.close(lock)
                continue
            self.network, self._lock = network, lock
            self.eips = ipaddress.ip_network((first + EIPS, 24))
            return
        raise RuntimeError(f"no free range in {POOL}")

    def release(self):
        os.close(self._lock)


def _lock(slot):
    path = os.path.join(tempfile.gettempdir(), f"hyades-test-range-{os.getuid()}-{slot}.lock")
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock


def listeners(network):
    """Every (address, port) of the range that somebody listens on, from the kernel's own table."""
    found = set()
    with open("/proc/net/tcp") as table:
        next(table)
        for line in table:
            fields = line.split()
            if fields[3] != "0A":  # LISTEN
                continue
            address, port = fields[1].split(":")
            address = ipaddress.ip_address(socket.inet_ntoa(struct.pack("=I", int(address, 16))))
            if address in network:
                found.add((str(address), int(port, 16)))
    return found
