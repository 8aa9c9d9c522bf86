"""Who waits for the compiler is told why, once."""

from __future__ import annotations

import numba
import numpy as np

from depthhinge.cli.compiling import COMPILING, told_of_compiling


def test_what_is_compiled_is_said_once_and_what_is_there_already_is_not() -> None:
    said: list[str] = []
    double, half = numba.njit(lambda x: 2.0 * x), numba.njit(lambda x: x / 2.0)
    with told_of_compiling(said.append):
        assert half(double(np.ones(1))) == 1.0
    assert said == [COMPILING]
    with told_of_compiling(said.append):
        double(np.ones(1))
    double(1)
    assert said == [COMPILING]
