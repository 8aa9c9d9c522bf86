"""A PostgreSQL server of the tests' own, where its programs are installed (Debian: `postgresql`)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_ACCOUNT = "postgres"
"""PostgreSQL does not run as root; Debian's package makes this account."""


@contextmanager
def running_server() -> Iterator[str]:
    """URL of a new, empty database; the server ends with the block. Skips the test where it cannot be had."""
    pytest.importorskip("psycopg", reason="psycopg is not installed here")
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here")
    # Not among pytest's folders: those are closed to the account that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="depthhinge-postgres-"))
    as_account: dict[str, str] = {}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        shutil.chown(folder, _ACCOUNT)
        as_account = {"user": _ACCOUNT}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = [str(programs / program), *words]
        # To a file: the server keeps its end of a pipe open.
        with (folder / "said").open("w+") as said:
            ended = subprocess.run(command, stdout=said, stderr=said, cwd="/", check=False, text=True, **as_account)
            said.seek(0)
            return subprocess.CompletedProcess(command, ended.returncode, said.read())

    data = str(folder / "data")
    options = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    try:
        for words in (
            ("initdb", "-D", data, "-U", "depthhinge", "-A", "trust", "--no-sync", "-E", "UTF8"),
            ("pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start"),
        ):
            ended = run(*words)
            if ended.returncode:
                pytest.skip(f"PostgreSQL does not start here: {ended.stdout.strip()}")
        yield f"postgresql://depthhinge@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """Where `initdb` is: Debian keeps it off the path."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None
