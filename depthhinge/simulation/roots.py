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
    if not np.all(np.isfinite(slopes)):
        raise NoRootError("the equations are undefined here")
    try:
        inverse = np.linalg.inv(slopes)
    except np.linalg.LinAlgError as failure:
        raise NoRootError("the equations do not depend on the unknowns here") from failure
    for _ in range(_MAX_STEPS):
        step = -inverse @ error
        step *= min(1.0, _LONGEST_STEP / float(np.abs(step).max()))
        x = x + step
        change = function(x) - error
        error = error + change
        largest = float(np.abs(error).max())
        if largest < tolerance:
            return x
        # The rank-one update, made on the inverse itself (Sherman & Morrison 1950).
        moved = inverse @ change
        scale = float(step @ moved)
        if not np.isfinite(largest) or scale == 0.0:
            break
        inverse = inverse + np.outer(step - moved, step @ inverse) / scale
    raise NoRootError(f"still off by {np.abs(error).max():.3g} after {_MAX_STEPS} steps")
