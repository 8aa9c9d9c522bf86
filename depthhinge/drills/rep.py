"""A finished repetition and the touches of the wall within it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Label(StrEnum):
    """The classifier's verdict on how a rep was moved."""

    HINGE = "hinge"
    SQUAT = "squat"
    TOE_SHIFTED = "toe_shifted"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Tap:
    """One touch of the wall by the glute surface."""

    time_s: float
    """When the surface met the wall, interpolated between frames."""
    gap_m: float
    """Gap in the first frame of the touch; zero or negative."""
    depth_m: float
    """Deepest point past the wall during the touch, positive."""
    dwell_s: float = 0.0
    """How long the touch lasted, so far where it goes on."""
    speed_m_per_s: float | None = None
    """How fast the surface came; None where the frames before did not tell."""


@dataclass(frozen=True)
class ContactChange:
    """A contact lost or regained."""

    time_s: float
    """When the gap first passed the limit."""
    contact: str
    """One of `measures.dowel.CONTACTS`."""
    lost: bool
    gap_m: float
    """In the frame in which it was sure."""
    where: str
    """The part whose curve has changed most: `lumbar`, `thoracic` or `neck`."""
    direction: str
    """`rounding` or `arching`."""


@dataclass(frozen=True)
class Fault:
    """One thing to correct in a rep."""

    name: str
    severity: str
    """`amber` or `red`."""
    time_s: float
    evidence: str
    """The measure and the threshold it crossed, in words a clinician can check."""


@dataclass(frozen=True)
class Verdict:
    """What the classifier says of a rep."""

    label: Label
    probabilities: dict[str, float]
    """By label name, over hinge, squat and toe_shifted; sums to one."""
    rounded: bool | None
    """None where the classifier cannot tell."""
    rounded_probability: float | None


@dataclass(frozen=True)
class Rep:
    """One repetition, judged."""

    number: int
    start_s: float
    bottom_s: float
    end_s: float
    taps: tuple[Tap, ...]
    verdict: Verdict
    faults: tuple[Fault, ...] = ()
    cue: str | None = None
    measures: dict[str, float | None] = field(default_factory=dict)
    """Peaks and durations, the unit in each name (`peak_knee_flexion_deg`)."""
    contacts: tuple[ContactChange, ...] | None = None
    """Contacts of the rod lost and regained; None without a rod."""
