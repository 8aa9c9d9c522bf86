"""How far someone has left their own standing, as one length: what reps are counted by.

Weight that goes to the toes brings the shins forward and leaves the pelvis nearly where it was, a squat's pelvis sinks,
a hinge's goes back; in all of them pelvis travel and trunk lean, together, go out and come back. The knee has no say: a
rule on its angle would never count a hinge.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from depthhinge.measures.measures import Measures

TRUNK_LEVER_M = 0.2
"""Metres that a radian of trunk lean counts as: about half of the way from the hips to the shoulders, so that lean and
pelvis travel weigh about the same in a hinge (45 deg and 16 cm)."""


def excursion(measures: Measures) -> float | None:
    """Metres from standing, 0 or more; None where the pelvis was not measured.

    Only what leads into a rep counts: back, down and a trunk that leans forward. A trunk that was not measured counts
    as upright.
    """
    back, down = measures.pelvis_back, measures.pelvis_down
    if back is None or down is None:
        return None
    lean = measures.trunk_from_standing or 0.0
    return float(np.linalg.norm(np.maximum([back, down, TRUNK_LEVER_M * lean], 0.0)))


def excursion_from_feet(measures: Measures) -> float | None:
    """Metres from standing where the feet are now: who steps back takes their hips along.

    Feet that were not measured count as where they stood.
    """
    back, feet = measures.pelvis_back, measures.feet_back
    return excursion(measures if back is None or feet is None else replace(measures, pelvis_back=back - feet))
