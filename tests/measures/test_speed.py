"""How fast something changes."""

from __future__ import annotations

import pytest

from depthhinge.measures.speed import Speed


def test_a_steady_change_has_its_speed_and_a_gap_in_the_readings_none() -> None:
    speed = Speed()
    found = [speed.update(k / 30.0, 0.3 - 0.2 * k / 30.0) for k in range(10)]
    assert found[:2] == [None, None]
    assert found[2:] == pytest.approx([-0.2] * 8)
    assert speed.update(10 / 30.0, None) is None
    assert speed.update(5.0, 0.1) is None
    assert speed.update(5.0, 0.4) is None
