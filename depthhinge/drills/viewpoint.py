"""From where the camera sees the person, how much of them, and what they and a reader of the results should know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.drills.moment import DrillKind
from depthhinge.geometry import Array
from depthhinge.measures.dowel import back_is_hidden
from depthhinge.measures.placement import placement_in_words
from depthhinge.measures.standing import Standing
from depthhinge.tracking.evidence import MIN_IN_PICTURE
from depthhinge.tracking.tracked_body import SegmentEvidence

BACK_HIDDEN_NOTE = (
    "the camera looks at the front: the rod on the back cannot be seen and its contacts are not judged; "
    "place the camera beside the person or, better, high behind them to one side"
)
BACK_IN_PICTURE = 0.8
"""Share of a part's surface above which what was outside the picture is back."""


class Edge(NamedTuple):
    """A part of the body that a picture's edge may cut off."""

    segments: tuple[str, ...]
    word: str
    """The cue's name."""
    note: str


EDGES = (
    Edge(
        ("left_foot", "right_foot"),
        "feet_outside",
        "the feet are outside the picture: heels, wall and the weight over the feet are estimates; place the camera "
        "farther away or tilt it down",
    ),
    Edge(
        ("head",),
        "head_outside",
        "the head is outside the picture: stature and neck are estimates; place the camera farther away or tilt it up",
    ),
)


@dataclass
class Viewpoint:
    """Looked at whenever they stand."""

    kind: DrillKind
    words: list[str] = field(default_factory=list)
    """To be said, by their names among the cues."""
    _back_hidden: bool = False
    _placement_noted: bool = False
    _outside: set[Edge] = field(default_factory=set)
    _noted: set[Edge] = field(default_factory=set)

    def stand(self, standing: Standing, evidence: Mapping[str, SegmentEvidence], camera_position: Array) -> list[str]:
        """Take in how they stand before a camera at (3,) in the room, and what is seen of them; notes of what is new.

        The camera's place is noted once, and what is outside the picture; that it is, and that the dowel drill cannot
        be done from there, is said whenever it comes to be so.
        """
        notes = self._look_at_edges(evidence)
        hidden = back_is_hidden(standing.facing, standing.joints[JOINT_INDEX["pelvis"]], camera_position)
        if self.kind is DrillKind.DOWEL and hidden and not self._back_hidden:
            self.words.append("back_hidden")
            notes.append(BACK_HIDDEN_NOTE)
        self._back_hidden = hidden
        if not self._placement_noted:
            self._placement_noted = True
            notes.append(placement_in_words(standing, camera_position))
        return notes

    def _look_at_edges(self, evidence: Mapping[str, SegmentEvidence]) -> list[str]:
        notes = []
        for edge in EDGES:
            shares = (evidence[segment].in_picture for segment in edge.segments if segment in evidence)
            inside = min(shares, default=1.0)
            if inside > BACK_IN_PICTURE:
                self._outside.discard(edge)
            elif inside < MIN_IN_PICTURE and edge not in self._outside:
                self._outside.add(edge)
                self.words.append(edge.word)
                notes += [] if edge in self._noted else [edge.note]
                self._noted.add(edge)
        return notes
