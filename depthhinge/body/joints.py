"""The joints the project speaks of, by anatomical name, and the bones drawn between them."""

from __future__ import annotations

SIDES = ("left", "right")
"""The person's own left and right."""

MIDLINE_JOINTS = ("pelvis", "lumbar", "thorax", "c7", "head")
SIDE_JOINTS = ("hip", "knee", "ankle", "heel", "toe", "shoulder", "elbow", "wrist")

JOINTS: tuple[str, ...] = MIDLINE_JOINTS + tuple(f"{side}_{joint}" for joint in SIDE_JOINTS for side in SIDES)
"""Every joint, in the order of all `(n_joints, 3)` arrays.

`pelvis` is midway between the hip joint centres, `lumbar` the L3 vertebra, `thorax` T7, `c7` the seventh cervical
vertebra, `head` the centre of the skull; `heel` and `toe` are the rearmost and foremost points of the sole.
"""

JOINT_INDEX: dict[str, int] = {name: index for index, name in enumerate(JOINTS)}


def both(joint: str) -> list[int]:
    """Indices of a joint of `SIDE_JOINTS`, left and right."""
    return [JOINT_INDEX[f"{side}_{joint}"] for side in SIDES]


ARMS = tuple(zip(both("shoulder"), both("wrist"), strict=True))
"""Indices of a shoulder and its wrist, left and right."""

BONES: tuple[tuple[str, str], ...] = (
    ("pelvis", "lumbar"),
    ("lumbar", "thorax"),
    ("thorax", "c7"),
    ("c7", "head"),
    *(
        (f"{side}_{a}" if a in SIDE_JOINTS else a, f"{side}_{b}")
        for side in SIDES
        for a, b in (
            ("pelvis", "hip"),
            ("hip", "knee"),
            ("knee", "ankle"),
            ("ankle", "heel"),
            ("heel", "toe"),
            ("ankle", "toe"),
            ("c7", "shoulder"),
            ("shoulder", "elbow"),
            ("elbow", "wrist"),
        )
    ),
)
"""Pairs of joint names that a drawing of the skeleton connects."""
