"""Which measures of a rep the report shows, in what words, and how each is defined."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ShownMeasure:
    """One column of the table of reps."""

    name: str
    """Its key in `reps.json`."""
    words: str
    unit: str
    meaning: str
    """What it is, its sign and where it is read, as a clinician says it."""
    angle: str | None = None
    """Of which of `measures.uncertainty.ANGLES` it is the peak, without its side; None: no standard error is kept."""
    factor: float = 1.0
    """From the unit of `reps.json` to the one shown."""
    digits: int = 0


ANGLES = (
    ShownMeasure(
        "peak_hip_flexion_deg",
        "hip flexion",
        "deg",
        "Greatest angle between pelvis and thigh, 0 = in line as in upright standing, flexion positive; both legs, the "
        "better seen one counting more.",
        "hip_flexion",
    ),
    ShownMeasure(
        "peak_knee_flexion_deg",
        "knee flexion",
        "deg",
        "Greatest angle between thigh and shank, 0 = straight; both legs, as the hip's.",
        "knee_flexion",
    ),
    ShownMeasure(
        "peak_trunk_inclination_deg",
        "trunk inclination",
        "deg",
        "Greatest angle of the line from mid-hip to C7 with the vertical, forward positive.",
        "trunk_inclination",
    ),
    ShownMeasure(
        "peak_shank_inclination_deg",
        "shank inclination",
        "deg",
        "Greatest angle of the line from ankle to knee with the vertical, forward positive; both legs, as the hip's.",
        "shank_inclination",
    ),
    ShownMeasure(
        "peak_lumbar_flexion_deg",
        "lumbar flexion",
        "deg",
        "Greatest bending of the lower back, as change from the person's own standing posture; rounding is positive.",
        "lumbar_flexion",
    ),
    ShownMeasure(
        "peak_thoracic_flexion_deg",
        "thoracic flexion",
        "deg",
        "The same of the upper back.",
        "thoracic_flexion",
    ),
)
WALL = (
    ShownMeasure(
        "smallest_wall_gap_mm",
        "wall gap",
        "mm",
        "Least distance of the glute surface to the wall; negative is past it.",
    ),
    ShownMeasure("wall_contact_s", "on the wall", "s", "How long its touches lasted together.", digits=1),
)
WEIGHT_AND_TEMPO = (
    ShownMeasure(
        "peak_pelvis_back_mm",
        "pelvis back",
        "mm",
        "How far mid-hip went behind its place at standing.",
    ),
    ShownMeasure(
        "bottom_cop_foot_fraction",
        "weight on the foot",
        "%",
        "Centre of pressure at the bottom of the rep, along the foot: 0 = heel, 100 = toes. Estimated from the body's "
        "masses and their acceleration, not measured by a plate.",
        factor=100.0,
    ),
    ShownMeasure("descent_s", "descent", "s", "From the start of the rep to its bottom.", digits=1),
    ShownMeasure("ascent_s", "ascent", "s", "From the bottom to upright again.", digits=1),
)
SHOWN_BY_NAME = {measure.name: measure for measure in (*ANGLES, *WALL, *WEIGHT_AND_TEMPO)}
"""All of them."""


def tables(walled: bool) -> tuple[tuple[str, tuple[ShownMeasure, ...]], ...]:
    """Title and columns of each table of reps.

    Args:
        walled: whether the drill had a wall.
    """
    return (
        ("Angles: each rep's peak, with the half-width of its 95 % interval.", ANGLES),
        ("Wall, weight and tempo." if walled else "Weight and tempo.", (*(WALL if walled else ()), *WEIGHT_AND_TEMPO)),
    )
