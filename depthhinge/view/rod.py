"""The rod along the back as strokes: green where it touches, and the gap where a contact is lost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from depthhinge.drills.moment import Moment
from depthhinge.measures.dowel import CONTACTS
from depthhinge.view.palette import FAULT, GOOD, RIM, TEXT
from depthhinge.view.strokes import RIM_PX, strokes

ROD_PX, CONTACT_PX, GAP_PX = 5.0, 11.0, 3.0
BEYOND_M = 0.10
"""How far the rod reaches past its outer contacts."""


def rod(moment: Moment) -> NDArray[np.float32] | None:
    """Strokes of the rod and its contacts; None where there is none."""
    laid = moment.rod
    if laid is None:
        return None
    along = laid.ends[1] - laid.ends[0]
    along = along / np.linalg.norm(along)
    start, end = laid.ends[:1] - BEYOND_M * along, laid.ends[1:] + BEYOND_M * along
    lost = np.array([contact in moment.lost_contacts for contact in CONTACTS])
    colours = np.where(lost[:, None], np.array(FAULT, np.float32), np.array(GOOD, np.float32))
    beside = laid.ends[0] + ((laid.skin - laid.ends[0]) @ along)[:, None] * along
    return np.concatenate(
        [
            strokes(start, end, RIM, ROD_PX + RIM_PX),
            strokes(start, end, TEXT, ROD_PX),
            strokes(beside, laid.skin, colours, GAP_PX),
            strokes(laid.skin, laid.skin, RIM, CONTACT_PX + RIM_PX),
            strokes(laid.skin, laid.skin, colours, CONTACT_PX),
        ]
    )
