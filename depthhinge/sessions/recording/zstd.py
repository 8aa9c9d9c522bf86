"""What zstd packed, without trusting what it says of itself."""

from __future__ import annotations

import zstandard

from depthhinge.errors import RecordingError


def unpacked(coded: bytes, most: int) -> bytes:
    """What zstd packed, if it is no more than `most` bytes: a damaged header must not claim the memory.

    Raises:
        RecordingError: damaged, or larger.
    """
    try:
        # A frame that states its size would be given as much memory as it asks for: look first.
        if zstandard.frame_content_size(coded) > most:
            raise RecordingError("compressed data are damaged: they claim to be larger than they can be")
        return zstandard.ZstdDecompressor().decompress(coded, max_output_size=max(most, 1))
    except zstandard.ZstdError as problem:
        raise RecordingError(f"compressed data are damaged ({problem})") from problem
