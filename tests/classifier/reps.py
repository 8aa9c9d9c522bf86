"""Reps without a camera: exact ones of simulated people, and made-up rows of features."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache

import numpy as np

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.classifier.examples import Example
from depthhinge.classifier.features import FEATURES, Timed
from depthhinge.classifier.model import LABELS
from depthhinge.geometry import Array
from depthhinge.measures.measures import Measures
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.movement import MISTAKES
from depthhinge.simulation.people import SimulatedPerson

FPS = 10.0
KNEES = [JOINT_INDEX["left_knee"], JOINT_INDEX["right_knee"]]

TYPICAL = {
    "hinge": {"pelvis_back_m": 0.19, "pelvis_down_m": 0.03, "knee_flexion_change_rad": 0.2, "hip": 1.1, "trunk": 0.9},
    "squat": {"pelvis_back_m": 0.12, "pelvis_down_m": 0.3, "knee_flexion_change_rad": 1.4, "hip": 1.4, "trunk": 0.5},
    "toe_shifted": {
        "pelvis_back_m": 0.08,
        "pelvis_down_m": 0.04,
        "knee_flexion_change_rad": 0.45,
        "hip": 1.1,
        "trunk": 0.8,
        "cop_foot_fraction_change": 0.28,
    },
}


def row(label: str, rounded: bool = False, noise: float = 0.0, seed: int = 0) -> Array:
    """(n_features,) of a made-up rep."""
    typical = TYPICAL[label]
    values = dict.fromkeys(FEATURES, 0.0)
    values.update({name: value for name, value in typical.items() if name in FEATURES})
    values["hip_flexion_change_rad"] = typical["hip"]
    values["trunk_inclination_change_rad"] = typical["trunk"]
    values["pelvis_direction_rad"] = float(np.arctan2(values["pelvis_down_m"], values["pelvis_back_m"]))
    values["lumbar_flexion_rad"] = 0.5 if rounded else 0.05
    return np.array([values[name] for name in FEATURES]) + np.random.default_rng(seed).normal(0.0, noise, len(values))


def examples(people: int = 10) -> list[Example]:
    """A made-up rep of every kind from each person, one in eight of them not found."""
    kinds = [*((label, False) for label in LABELS), ("hinge", True)]
    return [
        Example(
            trial=person,
            person=person,
            azimuth_deg=-90.0 + 15.0 * person,
            label=label,
            rounded=rounded,
            features=None if (person + kind) % 8 == 7 else row(label, rounded, 0.02, 10 * person + kind),
        )
        for person in range(people)
        for kind, (label, rounded) in enumerate(kinds)
    ]


@cache
def exact_reps(seed: int) -> tuple[tuple[str, bool, Timed], ...]:
    """Label, whether rounded, and exact measures of each rep of a simulated person nobody trained on."""
    drill = SimulatedDrill(SimulatedPerson.draw(seed, "test"), 4, MISTAKES, fps=FPS, seed=seed)
    standing = drill.truth_at(0.0).joints
    reps = []
    for rep in drill.reps:
        frames = []
        for time in np.arange(rep.start_s, rep.end_s, 1.0 / FPS):
            truth = drill.truth_at(float(time))
            measures = Measures(
                **asdict(truth.angles),
                pelvis_back=truth.pelvis_back,
                pelvis_down=truth.pelvis_down,
                knee_forward=float(np.mean((truth.joints - standing)[KNEES] @ drill.facing)),
                wall_gap=truth.wall_gap,
                com=truth.com,
                cop_foot_fraction=truth.cop_foot_fraction,
                heel_lift=truth.heel_lift,
            )
            frames.append((float(time), measures))
        reps.append((rep.label, rep.rounded, tuple(frames)))
    return tuple(reps)
