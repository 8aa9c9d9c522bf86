"""A person whom holes in the picture have cut to pieces: black clothes return little of the projector's light."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from depthhinge.scene.person import MAX_AREA, Surface, level_gap

BESIDE_M = 0.12
"""Metres, level, between two pieces of one body: a leg's width."""
LOW_M = 0.2
"""Over the floor: what ends below this is a foot, or a flake of the floor that noise has lifted."""


def joined(found: list[Surface]) -> list[Surface]:
    """Surfaces of which each is made of pieces that lie next to or over each other, labelled as the largest of them."""
    left = [s for s in found if s.area < MAX_AREA and s.top > LOW_M and not s.flat]
    wholes = []
    while left:
        whole = left.pop(0)
        while piece := next((s for s in left if level_gap(s, whole) < BESIDE_M), None):
            left.remove(piece)
            whole = _both(whole, piece)
        wholes.append(whole)
    return wholes


def _both(larger: Surface, piece: Surface) -> Surface:
    area = larger.area + piece.area
    return replace(
        larger,
        area=area,
        centre=(larger.area * larger.centre + piece.area * piece.centre) / area,
        low=np.minimum(larger.low, piece.low),
        high=np.maximum(larger.high, piece.high),
        top=max(larger.top, piece.top),
        was_person=(larger.area * larger.was_person + piece.area * piece.was_person) / area,
    )
