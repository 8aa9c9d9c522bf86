"""What an export leaves out so that it does not tell who was recorded, where and when.

No format carries colour, names or paths, and none the day: times count from the session's first frame. What is left is
taken out here: the head's points (and every point of a frame in which the body, and so the head, was not found), the
room around the person, the camera's serial number, the surface of the body model's head, and the day on the files
themselves. A body's measurements and the way it moves may still tell those who know the person.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array

HEAD_SEGMENTS = (SEGMENT_INDEX["neck"], SEGMENT_INDEX["head"])
HEAD_RADIUS_M = 0.22
"""Around the centre of the skull. A head is some 0.23 m from chin to vertex (men's mean, U.S. Army survey of 1988), so
half of this is the head and half is for hair and for a fit that is off."""
FILE_TIME_S = 946_684_800
"""2000-01-01 UTC: the day that de-identified files bear."""

NOTE = (
    "De-identified: without the head's points, the room, the serial number and any date; frames in which the body was "
    "not tracked have no points. Stature, shape and movement remain.\n"
)


def is_head(points: Array, part: NDArray[np.uint8], joints: Array) -> NDArray[np.bool_]:
    """(n,): points (n, 3) of the parts (n,) that belong to the head or lie around it; joints (n_joints, 3)."""
    around = np.linalg.norm(points - joints[JOINT_INDEX["head"]], axis=1) < HEAD_RADIUS_M
    return np.asarray(around | np.isin(part, HEAD_SEGMENTS), bool)


def nameless_place(folder: Path, ending: str) -> Path:
    """A place whose name says nothing: sessions are named by their day."""
    return folder / f"deidentified_{secrets.token_hex(4)}{ending}"


def without_day(place: Path) -> None:
    """Give a file, or a folder and all that is in it, a time that tells nothing."""
    for path in (*place.rglob("*"), place) if place.is_dir() else (place,):
        os.utime(path, (FILE_TIME_S, FILE_TIME_S))
