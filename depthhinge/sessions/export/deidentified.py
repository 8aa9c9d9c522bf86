"""What an export leaves out so that it does not tell who was recorded, where and when.

No format carries colour, names or paths, and none the day: times count from the session's first frame. What is left is
taken out here: the head's points (and every point of a frame in which the body, and so the head, was not found), the
room around the person, the camera's serial number, and the surface of the body model's head. The day is shifted by a
span that is the same for all sessions of a person (`date_shift`): it stands in the notes and on the files themselves. A
body's measurements and the way it moves may still tell those who know the person.
"""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array
from depthhinge.sessions.annotations import Annotations
from depthhinge.sessions.catalogue import started_at
from depthhinge.sessions.date_shift import shifted

HEAD_SEGMENTS = (SEGMENT_INDEX["neck"], SEGMENT_INDEX["head"])
HEAD_RADIUS_M = 0.22
"""Around the centre of the skull. A head is some 0.23 m from chin to vertex (men's mean, U.S. Army survey of 1988), so
half of this is the head and half is for hair and for a fit that is off."""
_NOTE = (
    "De-identified: without the head's points, the room and the serial number; frames in which the body was not "
    "tracked have no points. Stature, shape and movement remain.\n"
    "Began: {began}, a date shifted by the same span in all exports of this person.\n"
)


def note_on(began: datetime) -> str:
    """What the notes say beside an export whose session began then, by the shifted date."""
    return _NOTE.format(began=began.isoformat(" ", "minutes"))


def shifted_start(folder: Path) -> datetime:
    """When the session in `folder` began, shifted as all those of its person are.

    A session that is nobody's has a span of its own.

    Raises:
        SessionError: its annotations or the file of the spans are damaged, or the disk refuses.
    """
    person = Annotations.read(folder).person
    root = folder.resolve()
    return shifted(started_at(root), person or f"session {root.name}")


def is_head(points: Array, part: NDArray[np.uint8], joints: Array) -> NDArray[np.bool_]:
    """(n,): points (n, 3) of the parts (n,) that belong to the head or lie around it; joints (n_joints, 3)."""
    around = np.linalg.norm(points - joints[JOINT_INDEX["head"]], axis=1) < HEAD_RADIUS_M
    return np.asarray(around | np.isin(part, HEAD_SEGMENTS), bool)


def nameless_place(folder: Path, ending: str) -> Path:
    """A place whose name says nothing: sessions are named by their day."""
    return folder / f"deidentified_{secrets.token_hex(4)}{ending}"


def date_files(place: Path, moment: datetime) -> None:
    """Give a file, or a folder and all that is in it, the shifted time in place of its own."""
    seconds = int(moment.timestamp())
    for path in (*place.rglob("*"), place) if place.is_dir() else (place,):
        os.utime(path, (seconds, seconds))
