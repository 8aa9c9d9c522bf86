"""A session locked away: one encrypted archive in the place of its files, opened again by a passphrase.

The files are age's (age-encryption.org/v1), so the `age` program opens them as well: `identity.age` is a key of this
session alone, locked by the passphrase (scrypt); `session.tar.age` is the session, locked to that key. What was there
before goes only when the archive has been read back whole. It goes as files go: what a disk keeps of deleted files is
the disk's affair, and only a disk that is encrypted itself helps against that.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from depthhinge.errors import MissingLibraryError, SessionError, UsageError
from depthhinge.sessions.folders import PRIVATE_FILE, PRIVATE_FOLDER
from depthhinge.sessions.locked import ARCHIVE_FILE, IDENTITY_FILE, is_locked
from depthhinge.sessions.session import Session

TRIES, TRY_AGAIN_S = 40, 0.25
"""Before it derives a key, age times this machine for some milliseconds, and refuses what would then seem to take very
long. On a busy machine one such timing says little, the best of ten seconds what there is to say."""
REFUSED = "Excessive work"
"""How age begins when it does."""


def lock(folder: Path, passphrase: str) -> None:
    """Put the archive in the place of the session's files.

    Raises:
        SessionError: it is no session, it is locked already, or the disk refuses.
        UsageError: the passphrase is empty.
        MissingLibraryError: pyrage is not there.
    """
    age = require_age()
    if not passphrase:
        raise UsageError("the passphrase is empty")
    Session.open(folder)
    with _in_place_of(folder, "locked") as new:
        identity = age.x25519.Identity.generate()
        (new / IDENTITY_FILE).write_bytes(age.passphrase.encrypt(str(identity).encode(), passphrase))
        written = _Digest()
        with (new / ARCHIVE_FILE).open("wb") as archive:
            _through_pipe(
                lambda end: _pack(folder, written.beside(end)),
                lambda end: age.encrypt_io(end, archive, [identity.to_public()]),
            )
        read = _Digest()
        with (new / ARCHIVE_FILE).open("rb") as archive:
            age.decrypt_io(archive, read, [identity])
        if read.hexdigest() != written.hexdigest():
            raise SessionError(
                f"{folder}: the archive did not read back as it was written; the session is left as it is"
            )


def unlock(folder: Path, passphrase: str) -> None:
    """Put the session's files back in the place of the archive.

    Raises:
        SessionError: it is not locked, the passphrase is wrong, or the archive is damaged.
        MissingLibraryError: pyrage is not there.
    """
    age = require_age()
    if not is_locked(folder):
        raise SessionError(f"{folder} is not locked")
    try:
        opened = _opened(age, (folder / IDENTITY_FILE).read_bytes(), passphrase)
        identity = age.x25519.Identity.from_str(opened.decode())
    except (age.DecryptError, age.IdentityError, UnicodeDecodeError) as problem:
        if str(problem).startswith(REFUSED):
            raise SessionError(
                f"{folder}: this machine is too slow, or too busy, to open a lock made on a faster one; try again"
            ) from problem
        raise SessionError(f"{folder}: the passphrase is wrong, or {IDENTITY_FILE} is damaged") from None
    except OSError as problem:
        raise SessionError(f"{folder}: {IDENTITY_FILE} cannot be read ({problem.strerror})") from problem
    with _in_place_of(folder, "unlocked") as new, (folder / ARCHIVE_FILE).open("rb") as archive:
        try:
            _through_pipe(lambda end: age.decrypt_io(archive, end, [identity]), lambda end: _unpack(end, new))
        except (age.DecryptError, tarfile.TarError, EOFError) as problem:
            raise SessionError(f"{folder}: {ARCHIVE_FILE} is damaged; the session cannot be unlocked") from problem
        Session.open(new)


def _opened(age: Any, locked: bytes, passphrase: str) -> bytes:
    """What the passphrase opens; age's own errors where it does not."""
    for _ in range(TRIES - 1):
        try:
            return bytes(age.passphrase.decrypt(locked, passphrase))
        except age.DecryptError as problem:
            if not str(problem).startswith(REFUSED):
                raise
            time.sleep(TRY_AGAIN_S)
    return bytes(age.passphrase.decrypt(locked, passphrase))


def _pack(folder: Path, end: Any) -> None:
    with tarfile.open(fileobj=end, mode="w|") as tar:
        for path in sorted(folder.rglob("*")):
            tar.add(path, arcname=str(path.relative_to(folder)), recursive=False)


def _unpack(end: BinaryIO, new: Path) -> None:
    with tarfile.open(fileobj=end, mode="r|") as tar:
        # Before Python 3.11.4 tarfile knows no filters.
        safely: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        for member in tar:
            # Nothing in it may reach outside of the folder.
            inside = (new / member.name).resolve().is_relative_to(new.resolve())
            if not inside or not (member.isfile() or member.isdir()):
                raise tarfile.TarError(f"{member.name} does not belong into a session")
            tar.extract(member, new, **safely)


def _through_pipe(write: Callable[[BinaryIO], None], read: Callable[[BinaryIO], None]) -> None:
    """One writes, the other reads at the same time: a session may be larger than the memory, and no plain copy of it
    may lie on the disk."""
    source, sink = os.pipe()
    problems: list[BaseException] = []

    def feed() -> None:
        try:
            with os.fdopen(sink, "wb") as end:
                write(end)
        except BaseException as problem:
            problems.append(problem)

    feeding = threading.Thread(target=feed)
    with os.fdopen(source, "rb") as end:
        feeding.start()
        try:
            read(end)
        except BaseException:
            end.close()  # the other one must not wait for a reader that is gone
            feeding.join()
            if problems and not isinstance(problems[0], BrokenPipeError):
                raise problems[0] from None
            raise
        with suppress(OSError):
            while end.read(1 << 16):
                pass  # what follows the archive's own end
    feeding.join()
    if problems:
        raise problems[0]


class _Digest:
    """SHA-256 of what is written to it."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._also: Any = None

    def beside(self, file: Any) -> _Digest:
        """Write to `file` too."""
        self._also = file
        return self

    def write(self, data: bytes) -> int:
        """Take in some bytes."""
        self._digest.update(data)
        if self._also is not None:
            self._also.write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def hexdigest(self) -> str:
        """Of all so far."""
        return self._digest.hexdigest()


@contextmanager
def _in_place_of(folder: Path, what: str) -> Iterator[Path]:
    """A new folder that takes the place of `folder` when the block ends well; else every trace of it goes."""
    root = folder.resolve()
    new, old = (root.with_name(f".{root.name}.{os.getpid()}.{part}") for part in (what, "before"))
    try:
        new.mkdir(mode=PRIVATE_FOLDER)
        try:
            yield new
            for path in new.rglob("*"):
                path.chmod(PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE)
            root.rename(old)
            new.rename(root)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            if old.exists() and not root.exists():
                old.rename(root)
            raise
        shutil.rmtree(old)
    except OSError as problem:
        raise SessionError(f"{folder} could not be {what}: {problem.strerror or problem}") from problem


def require_age() -> Any:
    """The library.

    Raises:
        MissingLibraryError: pyrage is not there.
    """
    try:
        import pyrage
    except ImportError as problem:
        raise MissingLibraryError(
            f"locking needs the package pyrage ({problem}): pip install 'depthhinge[encryption]'"
        ) from problem
    return pyrage
