"""What may be asked of an analysis."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class How:
    """None everywhere = as the session was drilled."""

    wall_distance_m: float | None = None
    drill: str | None = None
    language: str | None = None
    real_wall: bool | None = None
