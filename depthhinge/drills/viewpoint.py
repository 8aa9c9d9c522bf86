"""From where the camera sees the person, and what they and a reader of the results should know of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.drills.moment import DrillKind
from depthhinge.geometry import Array
from depthhinge.measures.dowel import back_is_hidden
from depthhinge.measures.placement import placement_in_words
from depthhinge.measures.standing import Standing

BACK_HIDDEN_NOTE = (
    "the camera looks at the front: the rod on the back cannot be seen and its contacts are not judged; "
    "place the camera beside the person or, better, high behind them to one side"
)


@dataclass
class Viewpoint:
    """Looked at whenever they stand."""

    kind: DrillKind
    words: list[str] = field(default_factory=list)
    """To be said, by their names among the cues."""
    _back_hidden: bool = False
    _placement_noted: bool = False

    def stand(self, standing: Standing, camera_position: Array) -> list[str]:
        """Take in how they stand before a camera at (3,) in the room; notes of what is new.

        The camera's place is noted once; that the dowel drill cannot be done from there, whenever it comes to be so.
        """
        notes = []
        hidden = back_is_hidden(standing.facing, standing.joints[JOINT_INDEX["pelvis"]], camera_position)
        if self.kind is DrillKind.DOWEL and hidden and not self._back_hidden:
            self.words.append("back_hidden")
            notes.append(BACK_HIDDEN_NOTE)
        self._back_hidden = hidden
        if not self._placement_noted:
            self._placement_noted = True
            notes.append(placement_in_words(standing, camera_position))
        return notes
