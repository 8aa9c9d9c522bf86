"""What the words of a recipe mean: movements, activities, a person's build."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from depthhinge.errors import UsageError
from depthhinge.simulation.activities import ACTIVITIES
from depthhinge.simulation.faults import FAULTS, parse
from depthhinge.simulation.movement import MISTAKES
from depthhinge.simulation.own_curves import backs

MIXED, VARIED = "mixed", "varied"
"""Movements besides those of `faults.parse`: each of `MISTAKES` once among hinges; every rep drawn from all faults."""
ALL = "all"
"""Activities."""
_CLEAN_SHARE, _SECOND_FAULT_SHARE = 0.3, 0.25
"""Of varied reps, those without a fault, and of the others those with two."""
_MOST_ACTIVITIES = 3


def described(text: str) -> dict[str, Any]:
    """What `stature=1.8,bmi=30,sex=female,back=round` says, as `SimulatedPerson.like` takes it."""
    found: dict[str, Any] = {}
    for part in text.split(","):
        name, _, value = (word.strip() for word in part.partition("="))
        try:
            if name == "stature":
                found["stature_m"] = float(value)
            elif name == "bmi":
                found["bmi"] = float(value)
            elif name == "sex" and value in ("female", "male"):
                found["female"] = value == "female"
            elif name == "back" and value in backs():
                found["back"] = value
            else:
                raise ValueError(part)
        except ValueError:
            raise UsageError(
                f"--person {text!r}: {part.strip()!r} is not understood; "
                "give a number, or stature in metres, bmi, sex and back "
                f"({', '.join(backs())}): stature=1.8,bmi=30,sex=female,back=round"
            ) from None
    return found


def movements_of(movement: str, reps: int, generator: np.random.Generator) -> Sequence[str]:
    """What each rep is, as `SimulatedDrill` takes it."""
    if movement == MIXED:
        return MISTAKES[:reps]
    if movement == VARIED:
        return [_varied(generator) for _ in range(reps)]
    listed = [part.strip() for part in movement.split(",")]
    for part in listed:
        try:
            parse(part)
        except UsageError as problem:
            raise UsageError(f"--movement: {problem}; or {MIXED}, {VARIED}") from problem
    return [listed[k % len(listed)] for k in range(reps)]


def activities_of(wanted: str | None, generator: np.random.Generator) -> Sequence[str]:
    """Names from `ACTIVITIES`."""
    if wanted is None:
        return ()
    if wanted == ALL:
        return ACTIVITIES
    if wanted == VARIED:
        count = int(generator.integers(0, _MOST_ACTIVITIES + 1))
        return [str(name) for name in generator.choice(ACTIVITIES, count, replace=False)]
    listed = [part.strip() for part in wanted.split(",")]
    for name in listed:
        if name not in ACTIVITIES:
            raise UsageError(
                f"--activities: there is no activity {name!r}; there are {', '.join(ACTIVITIES)}; or {ALL}, {VARIED}"
            )
    return listed


def _varied(generator: np.random.Generator) -> str:
    if generator.uniform() < _CLEAN_SHARE:
        return "hinge"
    while True:
        count = 2 if generator.uniform() < _SECOND_FAULT_SHARE else 1
        drawn = "+".join(str(name) for name in generator.choice(FAULTS, count, replace=False))
        try:
            parse(drawn)
        except UsageError:
            continue  # The two exclude each other.
        return drawn
