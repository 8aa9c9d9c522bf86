"""What people do with their arms while they learn a hinge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from depthhinge.errors import UsageError
from depthhinge.geometry import Array
from depthhinge.simulation.posture import Posture

ARM_STYLES = ("hanging", "forward", "crossed", "hips")
ROD = "dowel"
"""Behind the back, holding a rod along it (`grip.py`): for the dowel drill, never drawn by chance."""


def check_arms(arms: str | None) -> None:
    """Pass if there are such arms, or if they are to be drawn (None).

    Raises:
        UsageError: there are none.
    """
    if arms is not None and arms not in (*ARM_STYLES, ROD):
        raise UsageError(f"there are no arms {arms!r}; there are {', '.join((*ARM_STYLES, ROD))}")


def with_arms(posture: Posture, style: str, share: float, grip: Array | None = None) -> Posture:
    """`posture` with its arms held in `style`; `share` says how far into the movement it is (0 = standing, 1 = bottom).

    Arms that hang or reach keep their angle to gravity; those laid on the body, or that hold a rod with `grip` (2, 4),
    keep theirs to the trunk.
    """
    if style == ROD:
        return replace(posture, arms_hang=0.0, each_arm=np.zeros((2, 4)) if grip is None else grip)
    if style == "hanging":
        return replace(posture, arm_abduction=np.deg2rad(-6.0), elbow=np.deg2rad(10.0))
    if style == "forward":
        # Raised only as the hips go back, as a counterweight.
        return replace(
            posture,
            arm_reach=np.deg2rad(5.0 + 65.0 * share),
            arm_abduction=np.deg2rad(-6.0),
            elbow=np.deg2rad(12.0),
        )
    if style == "crossed":
        return replace(
            posture,
            arms_hang=0.0,
            arm_reach=np.deg2rad(28.0),
            arm_abduction=np.deg2rad(-2.0),
            arm_rotation=np.deg2rad(-80.0),
            elbow=np.deg2rad(112.0),
        )
    return replace(
        posture,
        arms_hang=0.0,
        arms_on_hips=0.5,
        arm_reach=np.deg2rad(-25.0),
        arm_abduction=np.deg2rad(30.0),
        arm_rotation=np.deg2rad(-55.0),
        elbow=np.deg2rad(75.0),
    )
