"""The report: what it says is what the session holds, and the page needs nothing beside itself."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from depthhinge import settings
from depthhinge.clinic.profile import Profile, WallFinding
from depthhinge.clinic.profile_files import write_profile
from depthhinge.clinic.report.contents import Contents
from depthhinge.clinic.report.page import page_of
from depthhinge.clinic.report.rep_frames import PERCENT, RepFrames
from depthhinge.clinic.report.shown_measures import ANGLES, SHOWN_BY_NAME
from depthhinge.clinic.wall_protocol import Limit
from depthhinge.drills.moment import DrillKind, Moment
from depthhinge.drills.rep import ContactChange, Label, Rep
from depthhinge.sessions.annotations import Annotations, Correction, Note
from depthhinge.sessions.session import Session
from depthhinge.sessions.writer import SessionWriter
from tests.recorded_session import HINGE_REP, SQUAT_REP, recorded_session
from tests.sessions.moments import REP, moments, summary_of

Make = Callable[..., Session]


class Checker(HTMLParser):
    """Notes what a page refers to, and whether every tag is closed."""

    VOID = ("meta", "img", "link", "br", "hr", "input")

    def __init__(self) -> None:
        super().__init__()
        self.refers_to: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.refers_to += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Names and profiles of the tests are not the user's own."""
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write a made-up session, its reps these; `None` = nobody did any."""

    def write(
        name: str = "2026-03-01_14-05-09", rep: Rep | None = REP, kind: DrillKind = DrillKind.WALL_TAP, **added: object
    ) -> Session:
        with SessionWriter(tmp_path / "sessions" / name) as writer:
            for moment in moments():
                writer.add(_with(moment, rep))
            folder = writer.finish(replace(summary_of(writer), drill=kind))
        if added:
            Annotations(**added).write(folder)  # type: ignore[arg-type]
        return Session.open(folder)

    return write


def _with(moment: Moment, rep: Rep | None) -> Moment:
    return moment if moment.finished is None else replace(moment, finished=rep)


def _page(session: Session, with_name: bool = False) -> str:
    return page_of(Contents.of(session, with_name), settings.faults())


def _text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<body>") :]).split())


def test_a_simulated_squat_and_hinge_are_told_with_their_numbers_and_intervals() -> None:
    session = recorded_session()
    contents = Contents.of(session)
    assert [row.judged.label for row in contents.rows] == [Label.SQUAT, Label.HINGE]
    hip, knee = SHOWN_BY_NAME["peak_hip_flexion_deg"], SHOWN_BY_NAME["peak_knee_flexion_deg"]
    squat, hinge = (contents.rows[number - 1].values for number in (SQUAT_REP, HINGE_REP))
    assert squat[knee].value == session.reps[0].measures["peak_knee_flexion_deg"]
    for row in (squat, hinge):
        for measure in ANGLES:
            half_width = row[measure].half_width
            assert half_width is not None
            assert 0.0 < half_width < 60.0
    assert contents.hinges[hip].mean == hinge[hip].value
    assert contents.hinges[hip].sd is None, "one hinge has no spread"
    words = _text(page_of(contents, settings.faults()))
    assert f"{hinge[hip].value:.0f} ± {hinge[hip].half_width:.0f}" in words


def test_the_page_refers_to_nothing_outside_itself_and_runs_nothing() -> None:
    checker = Checker()
    page = _page(recorded_session())
    checker.feed(page)
    assert not checker.open
    assert "script" not in checker.tags
    assert checker.refers_to
    assert all(reference.startswith("data:image/svg+xml;base64,") for reference in checker.refers_to)
    assert "url(" not in page
    for reference in checker.refers_to:
        svg = base64.b64decode(reference.split(",", 1)[1]).decode()
        assert "<script" not in svg
        assert not re.findall(r'(?:href|src)="(?!#)[^"]*"', svg)


def test_the_same_session_gives_the_same_bytes() -> None:
    assert _page(recorded_session()) == _page(recorded_session())


def test_a_peaks_interval_is_the_one_its_frame_states() -> None:
    session = recorded_session()
    rep = session.reps[HINGE_REP - 1]
    table = session.frames().to_pandas()
    own = table[(table.time_s >= rep.start_s) & (table.time_s <= rep.end_s) & table.tracked]
    peak = own.loc[own.trunk_inclination_deg.idxmax()]
    assert RepFrames(session.frames(), rep).half_width("trunk_inclination") == pytest.approx(
        1.96 * peak.trunk_inclination_se_deg
    )


def test_of_two_legs_the_surer_one_is_drawn_and_a_hidden_joint_is_an_estimate() -> None:
    frames = pa.table(
        {
            "time_s": [0.0, 1.0, 2.0],
            "tracked": [True, True, True],
            "hip_flexion_left_deg": [0.0, 50.0, None],
            "hip_flexion_right_deg": [5.0, 60.0, 9.0],
            "hip_flexion_left_se_deg": [1.0, 4.0, None],
            "hip_flexion_right_se_deg": [2.0, 3.0, 3.0],
            "left_hip_seen": [True, False, True],
            "right_hip_seen": [True, False, True],
        }
    )
    rep = RepFrames(frames, replace(REP, start_s=0.0, bottom_s=1.0, end_s=2.0))
    assert rep.angle("hip_flexion").tolist() == [0.0, 60.0, 9.0]
    assert rep.half_width("hip_flexion") == pytest.approx(1.96 * 3.0)
    assert not rep.seen("hip_flexion")
    assert rep.seen("trunk_inclination")
    curve = rep.curve(rep.angle("hip_flexion"))
    assert curve[[0, 25, 50, 100]].tolist() == [0.0, 30.0, 60.0, 9.0]
    assert len(curve) == len(PERCENT)


def test_sessions_from_before_there_were_standard_errors_have_none(tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(recorded_session().folder, old)
    table = pq.read_table(old / "frames.parquet")
    kept = [name for name in table.column_names if not name.endswith("_se_deg")]
    rep = recorded_session().reps[0]
    frames = RepFrames(table.select(kept), rep)
    assert frames.half_width("hip_flexion") is None
    assert np.isfinite(frames.curve(frames.angle("hip_flexion"))).any()


def test_what_was_not_measured_is_a_dash_and_never_zero(make: Make) -> None:
    contents = Contents.of(make())
    values = contents.rows[0].values
    assert values[SHOWN_BY_NAME["peak_knee_flexion_deg"]].value == 12.5
    assert values[SHOWN_BY_NAME["peak_hip_flexion_deg"]].value is None
    words = _text(page_of(contents, settings.faults()))
    assert "hinge (90 %) - 12 * - - - -" in words, "the star: no knee was seen"


def test_the_evidence_of_each_fault_and_what_was_said_are_told(make: Make) -> None:
    words = _text(_page(make()))
    assert "rounded in rep 1" in words
    assert "1 1.3 rounded (amber) lumbar flexion 17 deg, amber from 15 long spine" in words
    assert "the floor was out of sight" in words


def test_a_correction_goes_before_the_classifier_and_says_so(make: Make) -> None:
    correction = Correction(1, Label.SQUAT, rounded=True, at="2026-03-02T10:00:00")
    contents = Contents.of(make(corrections=(correction,)))
    assert contents.labels == {Label.SQUAT: 1}
    words = _text(page_of(contents, settings.faults()))
    assert "squat (corrected; the program said hinge), rounded" in words


def test_what_people_wrote_is_shown_as_text_and_never_as_markup(make: Make) -> None:
    page = _page(make(notes=(Note("<script>alert(1)</script> & more", "2026-03-01T15:00:00"),)))
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_a_session_without_a_rep_says_so(make: Make) -> None:
    page = _page(make(rep=None))
    assert "There was no rep in this session." in page
    assert "<img" not in page


def test_a_dowel_drill_has_no_wall_but_its_lost_contacts(make: Make) -> None:
    lost = ContactChange(1.2, "sacrum", lost=True, gap_m=0.021, where="lumbar", direction="rounding")
    page = _page(make(rep=replace(REP, taps=(), contacts=(lost,)), kind=DrillKind.DOWEL))
    words = _text(page)
    assert "dowel drill" in words
    assert "sacrum off the rod rounding (lumbar), gap 21 mm" in words
    assert "wall gap" not in words
    assert "heels to wall" not in words


def test_earlier_sessions_of_the_same_person_are_its_progress(make: Make) -> None:
    make("2026-02-01_10-00-00", person="P-aaaaaa", rep=replace(REP, measures={"peak_hip_flexion_deg": 70.0}))
    make("2026-02-08_10-00-00", person="P-bbbbbb")
    make("2026-03-08_10-00-00", person="P-aaaaaa")
    session = make(person="P-aaaaaa", rep=replace(REP, faults=(), measures={"peak_hip_flexion_deg": 80.0}))
    history = Contents.of(session).history
    assert [one.name for one in history] == ["2026-02-01_10-00-00", "2026-03-01_14-05-09"]
    assert [one.hip_flexion_deg for one in history] == [70.0, 80.0]
    assert [one.clean for one in history] == [0, 1]
    assert "Progress" in _text(_page(session))


def test_a_session_of_nobody_in_particular_has_no_progress(make: Make) -> None:
    make("2026-02-01_10-00-00")
    assert len(Contents.of(make()).history) == 1


def test_the_walls_set_for_the_person_come_along(make: Make) -> None:
    found = WallFinding("2026-02-20T10:00:00", 0.254, Limit.BACK, 0.01, 71.0, 66.0)
    write_profile(Profile("P-aaaaaa", walls=(found,)))
    words = _text(_page(make(person="P-aaaaaa")))
    assert "2026-02-20T10:00:00 25.4 cm (10.0 in) 1 cm (0.4 in) back 66 deg 71 deg" in words


def test_every_limit_stands_beside_its_source(make: Make) -> None:
    page = _page(make())
    for source in settings.faults().sources.values():
        assert source.split("'")[0].split("&")[0].split('"')[0][:60] in page
