"""A real rod: taken out of the picture before the fit, and in the dowel drill used where it is seen well enough."""

from __future__ import annotations

from dataclasses import dataclass, field

from depthhinge.frames import Intrinsics
from depthhinge.geometry import Array
from depthhinge.measures.dowel import Dowel, Rod
from depthhinge.measures.held_rod import HeldRod
from depthhinge.measures.side_on import nearer_side
from depthhinge.measures.standing import Standing
from depthhinge.scene.rod import RodFinder, RodLine, without_rod
from depthhinge.scene.scene import PersonView
from depthhinge.tracking.tracked_body import TrackedBody

USED_NOTE = "a real rod is held along the back: the contacts are judged by it"
UNUSED_NOTE = (
    "a real rod is held along the back: it was taken out of the picture, and the contacts are judged by a virtual one, "
    "for its gaps show from the side only"
)
LOOK_EVERY = 30
"""Frames from one look to the next for a rod that none of as many frames has shown: a look takes a fifth as long as
the fit."""


@dataclass
class RodWatch:
    """Looks for a rod."""

    cells: Intrinsics
    """Of the scene's grid."""
    notes: list[str] = field(default_factory=list)
    _finder: RodFinder = field(default_factory=RodFinder)
    _line: RodLine | None = None
    """In this frame."""
    _held: HeldRod | None = None
    _unseen_for: int = 0
    """Frames."""

    def take_out(self, view: PersonView, expected: bool) -> PersonView:
        """The view without the rod, if there is one.

        Args:
            view: the person's.
            expected: whether there may be one in any frame; else it is looked for now and then once it is long unseen.
        """
        looks = expected or self._unseen_for < LOOK_EVERY or self._unseen_for % LOOK_EVERY == 0
        self._line = self._finder.update(view) if looks else None
        self._unseen_for = 0 if self._line is not None else self._unseen_for + 1
        return view if self._line is None else without_rod(view, self._line)

    def stand(self, body: TrackedBody, standing: Standing, dowel: Dowel, room_from_camera: Array) -> None:
        """Learn from a frame of standing how the rod lies on this back."""
        if self._line is None or body.posed is None:
            return
        in_profile = nearer_side(standing, room_from_camera[:3, 3]) is not None
        note = USED_NOTE if in_profile else UNUSED_NOTE
        if not self.notes:
            self.notes.append(note)
        if not in_profile:
            return
        if self._held is None or self._held.dowel is not dowel:
            self._held = HeldRod(dowel)
        self._held.stand(self._line, body.posed, standing, self.cells, room_from_camera)

    def rod(self, body: TrackedBody, standing: Standing, room_from_camera: Array) -> Rod | None:
        """The real rod in this frame; None where it is not seen in profile."""
        if self._line is None or self._held is None or body.posed is None:
            return None
        return self._held.lay(self._line, body.posed, standing, self.cells, room_from_camera)
