"""How the pixels and masks of each format of recording are read: whoever makes a new one leaves the old ones here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.sessions.recording import depth_codec, depth_codec_1, mask_codec
from depthhinge.sessions.recording.tiles import Picture, Tiles


@dataclass(frozen=True)
class Coding:
    """The readers of one format; each raises `RecordingError` for bytes that are not its own."""

    depth: Callable[[bytes, Tiles, tuple[int, int]], Picture]
    mask: Callable[[bytes, tuple[int, int]], NDArray[np.bool_]]


FORMAT = 2
"""Of the recordings that are written. Whoever changes what a reader must know counts it up and keeps the old reader."""
CODINGS: Mapping[int, Coding] = {
    1: Coding(depth_codec_1.decode_depth, depth_codec_1.decode_mask),
    2: Coding(depth_codec.decode_depth, mask_codec.decode_mask),
}
