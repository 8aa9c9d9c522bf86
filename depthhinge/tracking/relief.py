"""What lies over a person's shape: clothes, hair, flesh that no component of the body model has.

It is learned from what quiet standing leaves over, along the normals of the samples, and then carried by the body as
its skin is. Neighbouring samples have neighbouring depths: a Gaussian process over the standing surface smooths them,
and takes them on to the vertices between (Rasmussen & Williams 2006, *Gaussian processes for machine learning*, eq.
2.23). One round only: repeated, surface and posture drift off together.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from depthhinge.geometry import Array
from depthhinge.tracking.shape_fit import FRAME_SHARE
from depthhinge.tracking.solver import Evidence, Fitted, Person, rows_of
from depthhinge.tracking.surface import vertex_normals
from depthhinge.tracking.weights import Weights

SPREAD_M = 0.010
"""Standard deviation of the depth: ready-made clothes are 8-20 mm off the body where they are loose (Petrova & Ashdown
2008, *Clothing Textiles Res J* 26:227, girth over 2 pi), and the mean of them is shape already."""
REACH_M = 0.08
"""Along the surface, over which depths are alike."""
VERTICES_AT_ONCE = 1024
"""All of them against all samples would take 0.4 GB for a moment."""
ALONG = 0.8
"""Least cosine between a residual and its sample's normal: the others say nothing of depth."""


def with_relief(person: Person, fits: list[Fitted], frames: list[Evidence], weights: Weights) -> Person:
    """The person with the surface that the fits of some standing frames leave over."""
    skin, body = person.surface.skin, person.body
    information, pull = np.zeros(len(skin.points)), np.zeros(len(skin.points))
    for fitted, evidence in zip(fits, frames, strict=True):
        rows, count = rows_of(person, fitted.posed, evidence, weights)
        sample, weight = rows.sample[:count], FRAME_SHARE * rows.weight[:count]
        cosine = np.einsum("ra,ra->r", rows.direction[:count], fitted.posed.normals[sample])
        along = (cosine > ALONG) & (rows.other[:count] < 0)
        np.add.at(information, sample[along], weight[along])
        np.add.at(pull, sample[along], (weight * rows.residual[:count])[along])
    seen = np.flatnonzero(information)
    points, normals = skin.points[seen], skin.normals[seen]
    noise = np.diag(1.0 / information[seen])
    share = np.linalg.solve(_likeness(points, normals, points, normals) + noise, pull[seen] / information[seen])
    outward = vertex_normals(body.vertices, body.triangles)
    depth = np.empty(len(outward))
    for start in range(0, len(depth), VERTICES_AT_ONCE):
        block = slice(start, start + VERTICES_AT_ONCE)
        depth[block] = _likeness(body.vertices[block], outward[block], points, normals) @ share
    return person.reshaped(replace(body, vertices=body.vertices + depth[:, None] * outward))


def _likeness(points: Array, normals: Array, others: Array, other_normals: Array) -> Array:
    """(n, m) covariance of the depth at points (n, 3) and (m, 3), m^2: none between surfaces back to back."""
    squared = (points**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2.0 * points @ others.T
    alike = np.maximum(normals @ other_normals.T, 0.0)
    return np.asarray(SPREAD_M**2 * alike * np.exp(-0.5 * squared / REACH_M**2))
