"""Roots of a few equations in as many unknowns, by Broyden's method (1965, *Math. Comp.* 19:577)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from depthhinge.geometry import Array

_DIFFERENCE = 1e-5
_LONGEST_STEP = 0.15
"""Metres or radians: a first derivative is not trusted further."""
_MAX_STEPS = 40


class NoRootError(ArithmeticError):
    """The search did not settle."""


def root(function: Callable[[Array], Array], start: Array, tolerance: float) -> Array:
    """Where `function` (n,) -> (n,) is zero within `tolerance` in every component, near `start` (n,).

    Raises:
        NoRootError: there is no such place on the way.
    """
    x = np.array(start, np.float64)
    error = function(x)
    if np.abs(error).max() < tolerance:
        return x
    slopes = np.stack([(function(x + step) - error) / _DIFFERENCE for step in _DIFFERENCE * np.eye(len(x))], axis=1)
    for _ in range(_MAX_STEPS):
        try:
            step = -np.linalg.solve(slopes, error)
        except np.linalg.LinAlgError as failure:
            raise NoRootError("the equations do not depend on the unknowns here") from failure
        step *= min(1.0, _LONGEST_STEP / float(np.abs(step).max()))
        x = x + step
        new_error = function(x)
        if not np.all(np.isfinite(new_error)):
            break
        if np.abs(new_error).max() < tolerance:
            return x
        slopes = slopes + np.outer(new_error - error - slopes @ step, step) / float(step @ step)
        error = new_error
    raise NoRootError(f"still off by {np.abs(error).max():.3g} after {_MAX_STEPS} steps")
