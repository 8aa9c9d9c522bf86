"""Which of the rod's three contacts are kept, with hysteresis; where the back gave way, and which way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from depthhinge.drills.rep import ContactChange
from depthhinge.measures.dowel import CONTACTS
from depthhinge.measures.measures import Measures
from depthhinge.settings import DowelSettings

CURVES = {"lumbar": "lumbar_flexion", "thoracic": "thoracic_flexion", "neck": "neck_flexion"}
ROUNDING, ARCHING = "rounding", "arching"


@dataclass
class ContactTracker:
    """`update` once a frame; `lost` are the contacts lost now."""

    settings: DowelSettings
    changes: list[ContactChange] = field(default_factory=list)
    """Since the last `clear`."""
    _lost: set[str] = field(default_factory=set)
    _since: dict[str, float] = field(default_factory=dict)
    """When a contact that is about to change passed its limit."""

    @property
    def lost(self) -> tuple[str, ...]:
        """In the order of `CONTACTS`."""
        return tuple(contact for contact in CONTACTS if contact in self._lost)

    def update(self, time_s: float, measures: Measures) -> tuple[ContactChange, ...]:
        """What changed with this frame; a contact whose gap was not measured stays as it is."""
        found = []
        for contact in CONTACTS:
            gap = getattr(measures, f"dowel_gap_{contact}")
            if gap is None:
                self._since.pop(contact, None)
                continue
            lost = contact in self._lost
            s = self.settings
            passed = gap < s.regained_at_m(contact) if lost else gap > s.lost_at_m(contact)
            if not passed:
                self._since.pop(contact, None)
                continue
            since = self._since.setdefault(contact, time_s)
            if time_s - since >= self.settings.hold_s:
                self._since.pop(contact)
                self._lost.symmetric_difference_update({contact})
                where, direction = gave_way(measures)
                found.append(ContactChange(since, contact, not lost, gap, where, direction))
        self.changes += found
        return tuple(found)

    def clear(self) -> None:
        """A new rep: forget what changed before."""
        self.changes.clear()

    def forget(self) -> None:
        """The person walked off or was lost: the rod is laid anew."""
        self._lost.clear()
        self._since.clear()
        self.changes.clear()


def gave_way(measures: Measures) -> tuple[str, str]:
    """Where the back's curve has changed most from own standing, and which way."""
    changes: Mapping[str, float] = {part: getattr(measures, name) or 0.0 for part, name in CURVES.items()}
    part = max(changes, key=lambda name: abs(changes[name]))
    return part, ROUNDING if changes[part] >= 0.0 else ARCHING
