"""Connections to databases, as a user of PyMySQL makes them."""

import ssl
from contextlib import contextmanager

import pymysql

NOT_YET = (pymysql.MySQLError, OSError)
"""What a connection that cannot be made raises."""


def connect(host, port, user, password, ca=None, database=None, **options):
    """A connection: without TLS, or, given the deployment's CA, with TLS and the chain checked."""
    if ca:
        context = ssl.create_default_context(cafile=str(ca))
        context.check_hostname = False  # what is behind the gateway is not asked for by a name
        options["ssl"] = context
    else:
        options["ssl_disabled"] = True
    options = {"connect_timeout": 10, "read_timeout": 30, "write_timeout": 30, **options}
    return pymysql.connect(
        host=host,
        port=int(port),
        user=user,
        password=password,
        database=database,
        autocommit=True,
        **options,
    )


@contextmanager
def session(*args, **options):
    connection = connect(*args, **options)
    try:
        yield connection
    finally:
        connection.close()


def rows(connection, statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()


def value(connection, statement, *values):
    """The first column of the first row."""
    found = rows(connection, statement, *values)
    return found[0][0] if found else None


def status(connection, name):
    found = rows(connection, "SHOW GLOBAL STATUS LIKE %s", name)
    return found[0][1] if found else None
