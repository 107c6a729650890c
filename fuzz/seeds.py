"""Makes the checked-in corpus of `handshake`, `response` and `command` from recorded exchanges."""

import pathlib
import struct

HERE = pathlib.Path(__file__).parent
EXCHANGES = HERE.parent / "crates/mysql/fixtures/exchanges.txt"
AUTHENTICATION = 0x11


def packets(data):
    while data:
        length = int.from_bytes(data[:3], "little")
        yield data[4:4 + length]
        data = data[4 + length:]


def write(target, name, data):
    directory = HERE / "corpus" / target
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name).write_bytes(data)


def seed(name, capabilities, parts):
    bits = struct.pack("<I", capabilities)
    login = parts[0][0] == "<"
    said = b"".join(data for side, data in parts[int(login):] if side == "<")
    command = next(data[4:] for side, data in parts if side == ">")
    code = AUTHENTICATION if login else command[0]
    flags = command[5] if code == 0x17 and len(command) > 5 else 0
    if len(said) < 2000:
        write("response", name, bytes([code, flags]) + bits + b"\x02\x06" + said)
    if login or code == AUTHENTICATION:
        for index, payload in enumerate(p for _, data in parts for p in packets(data)):
            write("handshake", f"{name}_{index}", bits + payload)
    if code in (0x03, 0x11, 0x17) and not login:
        parameters = 0 if "_no_params" in name or "call" in name else 1
        write("command", name, bits + struct.pack("<H", parameters) + command)


for text in EXCHANGES.read_text().split("\n\n"):
    lines = text.splitlines()
    if not lines:
        continue
    name = lines[0].removeprefix("= ").split(":")[0]
    if name.endswith("_counted") and not name.startswith(("execute", "rows")):
        continue
    parts = [(line[0], bytes.fromhex(line[2:])) for line in lines[2:]]
    seed(name, int(lines[1].split()[1], 16), parts)
