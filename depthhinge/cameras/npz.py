"""Arrays in an `.npz` of unknown origin: nothing in it is believed, and nothing large is read at once."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from depthhinge.errors import RecordingError
from depthhinge.geometry import Array

_MAX_SMALL_VALUES = 10_000_000
# A day of frames at 90 Hz has 7.8 million times; an array of more is not one of them.

_MAX_DEFLATE_RATIO = 1032
_DEFLATE_SLACK_BYTES = 64 * 1024
# Deflate cannot shrink more than 1032 to 1 (zlib.net, "Technical Details"); who claims more lies about the size.


class Npz:
    """An open `.npz` file; every failure is a `RecordingError` that names the file.

    Only plain numbers are read, never pickled objects, which could run code.
    """

    def __init__(self, path: Path) -> None:
        """Open the file and read its table of contents.

        Raises:
            RecordingError: it is not a whole zip file.
        """
        self._path = path
        with self._plainly("is not a whole .npz file: cut short or of another kind; save or copy it again"):
            self._zip = zipfile.ZipFile(path)
            self._members = {
                info.filename.removesuffix(".npy"): info
                for info in self._zip.infolist()
                if info.filename.endswith(".npy")
            }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def __contains__(self, key: str) -> bool:
        return key in self._members

    def error(self, what: str) -> RecordingError:
        """A `RecordingError` about this file."""
        return RecordingError(f"{self._path}: {what}")

    def shape_and_type(self, key: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
        """Shape and type of an array, from its header.

        Raises:
            RecordingError: the key is missing, damaged, holds objects or is not as large as it says.
        """
        with self._open(key) as stream:
            shape, _, dtype = self._header(key, stream)
        return shape, dtype

    def numbers(self, key: str) -> Array:
        """A small array of numbers, as float64.

        Raises:
            RecordingError: as for `shape_and_type`, or the array is not small or not of numbers.
        """
        with self._open(key) as stream:
            shape, fortran_order, dtype = self._header(key, stream)
            if dtype.kind not in "iuf" or math.prod(shape) > _MAX_SMALL_VALUES:
                raise self.error(f"{key} is {dtype} of shape {shape}; save plain numbers")
            with self._plainly(f"{key} is damaged; save or copy it again"):
                values = self._values(stream, shape, fortran_order, dtype)
        return np.asarray(values, np.float64)

    def slices(self, key: str) -> Iterator[NDArray[Any]]:
        """An array (T, ...) slice by slice.

        Raises:
            RecordingError: as for `shape_and_type`, or the array is cut short, damaged or stored by column.
        """
        with self._open(key) as stream:
            shape, fortran_order, dtype = self._header(key, stream)
            if fortran_order and len(shape) > 1:
                raise self.error(f"{key} is stored by column; save np.ascontiguousarray({key})")
            for index in range(shape[0]):
                with self._plainly(f"{key} is damaged at frame {index}; save or copy it again"):
                    values = self._values(stream, shape[1:], False, dtype)
                yield values
            with self._plainly(f"{key} is damaged; save or copy it again"):
                stream.read(1)  # Past the last byte the checksum is looked at.

    @contextmanager
    def _open(self, key: str) -> Iterator[IO[bytes]]:
        if key not in self._members:
            present = ", ".join(sorted(self._members)) or "nothing"
            raise self.error(f"has no {key} (it has {present}); save a depth clip's keys")
        with self._plainly(f"{key} cannot be read; save or copy it again"):
            stream = self._zip.open(self._members[key])
        with stream:
            yield stream

    def _header(self, key: str, stream: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
        with self._plainly(f"{key} is not a numpy array; save it with np.savez_compressed"):
            version = np.lib.format.read_magic(stream)
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, fortran_order, dtype = read(stream)
            header_bytes = stream.tell()
        if dtype.hasobject:
            raise self.error(f"{key} holds Python objects; save plain numbers")
        member = self._members[key]
        if any(n < 0 for n in shape) or header_bytes + math.prod(shape) * dtype.itemsize != member.file_size:
            raise self.error(f"{key} is not as large as it says; save or copy it again")
        believable = member.compress_size * _MAX_DEFLATE_RATIO + _DEFLATE_SLACK_BYTES
        if member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) and member.file_size > believable:
            raise self.error(f"{key} claims {member.file_size} bytes, more than the file can hold; save it again")
        return shape, fortran_order, dtype

    def _values(
        self, stream: IO[bytes], shape: tuple[int, ...], fortran_order: bool, dtype: np.dtype[Any]
    ) -> NDArray[Any]:
        size = math.prod(shape) * dtype.itemsize
        data = bytearray(stream.read(size))
        if len(data) != size:
            raise EOFError("fewer bytes than the header says")
        return np.frombuffer(data, dtype).reshape(shape, order="F" if fortran_order else "C")

    @contextmanager
    def _plainly(self, what: str) -> Iterator[None]:
        """Foreign bytes make zipfile, zlib and numpy raise a dozen kinds of error; to a person all mean the same."""
        try:
            yield
        except Exception as error:
            raise self.error(what) from error
