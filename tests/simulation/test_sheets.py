"""Contact sheets."""

import numpy as np
import pytest

from depthhinge.frames import Intrinsics
from depthhinge.simulation.render import BACKGROUND, Picture
from depthhinge.simulation.sheets import main, shaded

LENS = Intrinsics(40, 30, 50.0, 50.0, 19.5, 14.5)


def test_what_faces_the_light_is_brighter_and_the_background_is_white() -> None:
    v, u = np.indices((30, 40))
    # A roof whose ridge runs down the picture's middle: its left side faces the light.
    depth = 2.0 + 0.03 * np.abs(u - 19.5)
    labels = np.where((v > 5) & (v < 25), 3, BACKGROUND).astype(np.uint8)
    grey = shaded(Picture((1.0 / depth).astype(np.float32), labels), LENS)
    assert np.all(grey[:5] == 255)
    assert grey[8:22, 5:15].mean() > grey[8:22, 25:35].mean() + 20.0


def test_a_sheet_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SystemExit, match="usage"):
        main(["dogs", "out.png"])
