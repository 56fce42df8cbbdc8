"""SQL as a client of either side runs it: over TCP, as the master user, with a password."""

import contextlib
import time

import psycopg2

from emulator import MASTER, PASSWORD

RETRY = 0.001  # seconds between two attempts


def connect(port, database="postgres", host="127.0.0.1"):
    connection = psycopg2.connect(
        host=host, port=port, user=MASTER, password=PASSWORD, dbname=database, connect_timeout=10, sslmode="disable"
    )
    connection.autocommit = True
    return connection


@contextlib.contextmanager
def connection(port, database="postgres"):
    """Gives a function that runs a statement and returns its rows."""
    opened = connect(port, database)
    try:
        with opened.cursor() as cursor:
            yield lambda statement: execute(cursor, statement)
    finally:
        opened.close()


def execute(cursor, statement):
    cursor.execute(statement)
    return cursor.fetchall() if cursor.description else []


def run(port, statement, database="postgres"):
    with connection(port, database) as execute_one:
        return execute_one(statement)


def first_login(port, database="postgres", within=120, alive=lambda: None):
    """Tries to log in until it works and a query is answered. Returns when that was (time.perf_counter)."""
    deadline = time.monotonic() + within
    while True:
        try:
            with connection(port, database) as execute_one:
                execute_one("SELECT 1")
            return time.perf_counter()
        except psycopg2.OperationalError as error:
            alive()
            if time.monotonic() > deadline:
                raise RuntimeError(f"no login on port {port} within {within} s: {error}") from error
            time.sleep(RETRY)


def first_write(port, statement, database, within=120):
    """Tries to write until it works, on one connection as long as it holds. Returns when that was."""
    deadline = time.monotonic() + within
    opened = None
    try:
        while True:
            try:
                opened = opened or connect(port, database)
                with opened.cursor() as cursor:
                    cursor.execute(statement)
                return time.perf_counter()
            except (psycopg2.OperationalError, psycopg2.InterfaceError, psycopg2.InternalError) as error:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"no write on port {port} within {within} s: {error}") from error
                if not isinstance(error, psycopg2.errors.ReadOnlySqlTransaction) and opened:
                    opened.close()
                    opened = None
                time.sleep(RETRY)
    finally:
        if opened:
            opened.close()
