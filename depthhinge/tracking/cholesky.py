"""Small symmetric positive definite systems, solved in place and always in the same order of operations."""

from __future__ import annotations

import numba
import numpy as np

from depthhinge.geometry import Array


@numba.njit(cache=True)
def solve_in_place(a: Array, b: Array) -> None:
    """Turn `b` (n,) into the x of `a x = b`; `a` (n, n), symmetric positive definite, is used up.

    Cholesky (Golub & Van Loan 2013, *Matrix computations*, alg. 4.2.1). A library's LAPACK chooses its kernels by the
    processor; this gives the same bits wherever doubles are IEEE.
    """
    n = len(b)
    for j in range(n):
        for i in range(j, n):
            total = a[i, j]
            for k in range(j):
                total -= a[i, k] * a[j, k]
            a[i, j] = np.sqrt(total) if i == j else total / a[j, j]
    for i in range(n):
        for k in range(i):
            b[i] -= a[i, k] * b[k]
        b[i] /= a[i, i]
    for i in range(n - 1, -1, -1):
        for k in range(i + 1, n):
            b[i] -= a[k, i] * b[k]
        b[i] /= a[i, i]


@numba.njit(cache=True)
def variances(factor: Array, gradients: Array) -> Array:
    """(k,) variances of linear functions with `gradients` (k, n) under a covariance given by its inverse's `factor`.

    `factor` (n, n) is the lower Cholesky factor that `solve_in_place` leaves: v = |L^-1 c|^2.
    """
    count, n = gradients.shape
    out, y = np.zeros(count), np.empty(n)
    for row in range(count):
        first = 0
        while first < n and gradients[row, first] == 0.0:
            first += 1
        # What comes before leaves y at zero.
        for i in range(first, n):
            y[i] = gradients[row, i]
            for k in range(first, i):
                y[i] -= factor[i, k] * y[k]
            y[i] /= factor[i, i]
            out[row] += y[i] * y[i]
    return out
