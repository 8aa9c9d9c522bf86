"""A real rod in the dowel drill: taken out of the picture before the fit, and used where it is seen well enough."""

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


@dataclass
class RodWatch:
    """Looks for a rod in every frame."""

    cells: Intrinsics
    """Of the scene's grid."""
    notes: list[str] = field(default_factory=list)
    _finder: RodFinder = field(default_factory=RodFinder)
    _line: RodLine | None = None
    """In this frame."""
    _held: HeldRod | None = None

    def take_out(self, view: PersonView) -> PersonView:
        """The view without the rod, if there is one."""
        self._line = self._finder.update(view)
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
