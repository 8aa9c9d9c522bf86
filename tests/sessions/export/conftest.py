"""The excerpts that the exports are tried on."""

from __future__ import annotations

import numpy as np
import pytest

from depthhinge.sessions.export.excerpt import Excerpt, choose
from depthhinge.sessions.session import Session
from tests.recorded_session import HINGE_REP, recorded_session


@pytest.fixture(scope="session")
def session() -> Session:
    """A squat and a hinge, with their depth."""
    return recorded_session()


@pytest.fixture(scope="session")
def hinge(session: Session) -> Excerpt:
    """The hinge alone."""
    return choose(session, rep=HINGE_REP)


@pytest.fixture(scope="session")
def few(session: Session) -> Excerpt:
    """Five frames at the hinge's bottom, for what takes long."""
    bottom = session.reps[HINGE_REP - 1].bottom_s
    times = choose(session).time_s
    first = int(np.searchsorted(times, bottom)) - 1
    return choose(session, from_s=times[first], to_s=times[first + 4])
