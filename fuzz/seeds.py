"""Makes the checked-in corpus: from recorded exchanges, and for `classifier` from the statements below."""

import pathlib
import struct

HERE = pathlib.Path(__file__).parent
EXCHANGES = HERE.parent / "crates/mysql/fixtures/exchanges.txt"
AUTHENTICATION = 0x11

ANSI_QUOTES, NO_BACKSLASH_ESCAPES, IGNORE_SPACE, REPEATED = 1, 2, 4, 0xE0
UTF8, SINGLE_BYTE, GBK, BIG5, SJIS, GB18030 = range(6)
STATEMENTS = {  # name: settings, character set, pattern, text
    "select": (0, UTF8, "select~from", "SELECT a, `b c`, 'it''s', \"x\\\"y\", 0x1f, b'01', 1.5e-3 FROM db1.t AS u WHERE a <=> NULL"),
    "locking": (0, UTF8, "select", "SELECT * FROM t WHERE id = 1 FOR UPDATE OF t SKIP LOCKED"),
    "share": (0, UTF8, "", "SELECT * FROM t LOCK IN SHARE MODE"),
    "into": (0, UTF8, "", "SELECT a INTO @x FROM t"),
    "with": (0, UTF8, "", "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) UPDATE t JOIN c USING (n) SET a = n"),
    "functions": (IGNORE_SPACE, UTF8, "", "SELECT LAST_INSERT_ID(), GET_LOCK ('a', 1), mysql.f(1), @@global.read_only, @`a b`"),
    "hints": (0, UTF8, "", "/*FORCE_MASTER*/ SELECT /*+ SET_VAR(sort_buffer_size = 1) */ 1 -- end"),
    "version_comment": (0, UTF8, "", "/*!80000 SELECT */ 1 /*!99999 FOR UPDATE */ # end"),
    "set": (0, UTF8, "", "SET @a := 1, SESSION sql_mode = 'ANSI', @@global.x = DEFAULT, NAMES utf8mb4 COLLATE utf8mb4_bin"),
    "set_transaction": (0, UTF8, "", "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY"),
    "start": (0, UTF8, "", "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"),
    "xa": (0, UTF8, "", "XA START 'g', 'b', 1"),
    "use": (0, UTF8, "", "USE `data``base`"),
    "multi": (0, UTF8, "insert~values", "INSERT INTO t VALUES (1), (2) ON DUPLICATE KEY UPDATE a = 1; SELECT 1; COMMIT;"),
    "call": (0, UTF8, "", "CALL p(@a, 1)"),
    "ddl": (0, UTF8, "", "CREATE TEMPORARY TABLE IF NOT EXISTS t (a INT COMMENT ';') SELECT 1"),
    "prepare": (0, UTF8, "", "PREPARE s FROM 'SELECT ?'"),
    "explain": (0, UTF8, "", "EXPLAIN ANALYZE FORMAT = TREE SELECT 1"),
    "load": (0, UTF8, "", "LOAD DATA LOCAL INFILE '/a' INTO TABLE t FIELDS TERMINATED BY '\\t'"),
    "lock": (0, UTF8, "", "LOCK TABLES t AS u READ LOCAL, v WRITE"),
    "nested": (0, UTF8, "", "((SELECT 1) UNION (SELECT 2 LIMIT 1)) ORDER BY 1"),
    "ansi": (ANSI_QUOTES, UTF8, "", "SELECT \"a\"\"b\" FROM \"t\""),
    "no_escapes": (NO_BACKSLASH_ESCAPES, SINGLE_BYTE, "", "SELECT '\\', 'b'"),
    "gbk": (0, GBK, "", b"SELECT '\xbf\x5c', '\x81\x30'"),
    "big5": (0, BIG5, "", b"SELECT '\xa5\x5c'"),
    "sjis": (0, SJIS, "", b"SELECT '\x83\x5c', '\xb1'"),
    "gb18030": (0, GB18030, "", b"SELECT '\x81\x30\x81\x30', '\x81\x5c'"),
    "strings": (0, UTF8, "", "SELECT _utf8mb4'a' 'b' N'c' x'00' 'unfinished"),
    "comment": (0, UTF8, "", "SELECT 1 /* unfinished"),
    "repeated_quotes": (REPEATED, UTF8, "", "'"),
    "repeated_parentheses": (REPEATED, UTF8, "", "("),
    "repeated_comments": (REPEATED, UTF8, "", "/*!"),
    "repeated_sets": (REPEATED, UTF8, "", "SET @a = (1), "),
    "repeated_withs": (REPEATED, UTF8, "", "WITH a AS ("),
}


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

for name, (settings, charset, pattern, text) in STATEMENTS.items():
    text = text if isinstance(text, bytes) else text.encode()
    write("classifier", name, bytes([settings, charset]) + pattern.encode() + b"\0" + text)
