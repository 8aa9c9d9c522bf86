"""A de-identified export does not tell who was recorded, where and when: every byte of it is searched."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import plyfile
import pyarrow.parquet as pq
import pytest

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.cameras import open_recording
from depthhinge.errors import MissingLibraryError, SessionError
from depthhinge.sessions import date_shift
from depthhinge.sessions.annotations import Annotations, Note
from depthhinge.sessions.export.deidentified import shifted_start
from depthhinge.sessions.export.excerpt import Excerpt, choose
from depthhinge.sessions.export.export import default_place, export_to
from depthhinge.sessions.export.format import Progress
from depthhinge.sessions.export.formats import FORMATS
from depthhinge.sessions.export.points import person_clouds
from depthhinge.sessions.session import Session
from tests.recorded_session import SERIAL, recorded_session, write_session
from tests.simulated_drill import played

NAME = "Wilhelmina Featherstonehaugh"
PSEUDONYM = "P-0d1e55"
BEGAN = datetime(2026, 3, 1, 14, 5, 9)
SPAN_S = 100_000_000
_TELLING = 6
"""Letters from which on a folder's name is looked for by itself."""


@pytest.fixture(autouse=True)
def spans(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """By how much dates are shifted: a known span, for the digits of a drawn one may look like anything."""
    file = tmp_path_factory.mktemp("apart") / "people.json"
    monkeypatch.setenv("DEPTHHINGE_PEOPLE", str(file))
    file.with_name("date_shifts.json").write_text(json.dumps({PSEUDONYM: SPAN_S}))
    return file


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Excerpt:
    """Frames of a session that knows a name, a day, a serial number and a path."""
    folder = tmp_path_factory.mktemp("Featherstonehaugh") / "2026-03-01_14-05-09"
    session = write_session(folder, recorded_session().recording())
    Annotations(PSEUDONYM, (NAME,), (Note(f"{NAME} felt well", "2026-03-01T14:10:00"),)).write(folder)
    return replace(few_frames(session), deidentified=True)


def few_frames(session: Session) -> Excerpt:
    times = choose(session).time_s
    first = int(np.searchsorted(times, session.reps[1].bottom_s)) - 1
    return choose(session, from_s=times[first], to_s=times[first + 4])


def secrets_of(excerpt: Excerpt) -> list[str]:
    recording = excerpt.session.recording()
    words = [*NAME.split(), PSEUDONYM, SERIAL, "2026-03", "2026_03", "20260301", "14:05", "14-05"]
    folders = {str(excerpt.session.folder.parent), str(recording.parent)}
    # Short names of folders come about in packed bytes by chance.
    parts = {part for folder in folders for part in Path(folder).parts if len(part) >= _TELLING}
    return [*words, *sorted(folders | parts)]


def contents(path: Path) -> Iterator[bytes]:
    """All bytes of a file, and what is packed in it."""
    yield path.read_bytes()
    if path.suffix == ".mcap":
        from mcap.reader import make_reader

        with path.open("rb") as file:
            reader = make_reader(file)
            yield repr(list(reader.iter_metadata())).encode()
            for schema, channel, message in reader.iter_messages():
                yield repr((schema, channel, message.log_time, message.publish_time)).encode() + message.data
    elif path.suffix == ".parquet":
        table = pq.read_table(path)
        yield repr((table.schema, pq.read_metadata(path))).encode() + json.dumps(table.to_pylist()).encode()
    elif path.suffix == ".db3":
        with closing(sqlite3.connect(path)) as database:
            for table in ("topics", "messages"):
                for row in database.execute(f"SELECT * FROM {table}"):
                    yield repr(row).encode()


@pytest.mark.parametrize("name", list(FORMATS))
def test_no_byte_of_it_tells_a_name_a_day_a_serial_number_or_a_path(name: str, secret: Excerpt, tmp_path: Path) -> None:
    form = FORMATS[name]
    target = tmp_path / f"out.{name}"
    try:
        export_to(secret, form, target, Progress())
    except MissingLibraryError as problem:
        pytest.skip(str(problem))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) >= 2
    for path in tmp_path.rglob("*"):
        assert datetime.fromtimestamp(path.stat().st_mtime) == BEGAN - timedelta(seconds=SPAN_S), path
    for path in files:
        for data in contents(path):
            for word in secrets_of(secret):
                for encoding in ("utf-8", "utf-16-le"):
                    for form_of_word in (word, word.lower(), word.upper()):
                        assert form_of_word.encode(encoding) not in data, (path.name, word)


def test_dates_of_a_person_are_shifted_by_one_span_and_anothers_by_another(tmp_path: Path, spans: Path) -> None:
    def began(folder: str, person: str | None) -> datetime:
        (tmp_path / folder).mkdir(exist_ok=True)
        Annotations(person).write(tmp_path / folder)
        return shifted_start(tmp_path / folder)

    days = "2026-03-01_14-05-09", "2026-03-08_09-00-00"
    first, second = (began(day, "P-000001") for day in days)
    assert second - first == datetime(2026, 3, 8, 9) - BEGAN
    assert began(days[0], "P-000001") == first, "again and again"
    others = {began(days[0], person) for person in ("P-000002", None, PSEUDONYM)}
    assert len({first, *others}) == 4
    assert all(timedelta(days=365) < BEGAN - one < timedelta(days=3660) for one in (first, *others))
    shifts = spans.with_name("date_shifts.json")
    if os.name != "nt":
        assert stat.S_IMODE(shifts.stat().st_mode) == 0o600
    date_shift.forget("P-000001")
    assert began(days[0], "P-000001") != first, "nobody can tell any more"
    shifts.write_text("[]")
    with pytest.raises(SessionError, match="damaged"):
        began(days[0], "P-000001")


def test_the_notes_state_the_shifted_date(secret: Excerpt, tmp_path: Path) -> None:
    export_to(secret, FORMATS["csv"], tmp_path / "a.csv", Progress())
    notes = (tmp_path / "a.csv.notes.txt").read_text()
    assert (BEGAN - timedelta(seconds=SPAN_S)).isoformat(" ", "minutes") in notes


def test_the_search_finds_what_an_ordinary_export_tells(secret: Excerpt, tmp_path: Path) -> None:
    told = replace(secret, deidentified=False)
    try:
        export_to(told, FORMATS["db3"], tmp_path / "a.db3", Progress())
    except MissingLibraryError as problem:
        pytest.skip(str(problem))
    assert any(SERIAL.encode() in data for data in contents(tmp_path / "a.db3"))


def test_its_own_name_tells_nothing_either(secret: Excerpt) -> None:
    for form in FORMATS.values():
        place = default_place(secret, form)
        assert not any(word in place.name for word in secrets_of(secret))
        assert default_place(secret, form) != place


def test_no_point_of_the_true_head_is_left(secret: Excerpt) -> None:
    whole = person_clouds(replace(secret, deidentified=False))
    for cloud, with_head in zip(person_clouds(secret), whole, strict=True):
        head = played().truths[cloud.index].joints[JOINT_INDEX["head"]]
        assert (np.linalg.norm(with_head.points - head, axis=1) < 0.12).sum() > 200
        assert np.linalg.norm(cloud.points - head, axis=1).min() > 0.12
        assert len(cloud.points) > 0.6 * len(with_head.points), "the rest of the body stays"


def test_a_frame_whose_head_was_not_found_has_no_points(secret: Excerpt) -> None:
    column = secret.table.schema.get_field_index("tracked")
    guessed = [[row != 1 for row in range(len(secret))]]
    table = secret.table.set_column(column, secret.table.schema.field(column), guessed)
    sizes = [len(cloud.points) for cloud in person_clouds(replace(secret, table=table))]
    assert [size == 0 for size in sizes] == [row == 1 for row in range(len(secret))]


def test_the_depth_pictures_hold_the_person_without_head_and_nothing_else(secret: Excerpt, tmp_path: Path) -> None:
    try:
        export_to(secret, FORMATS["db3"], tmp_path / "a.db3", Progress())
        with open_recording(tmp_path / "a.db3") as camera:
            pictures = [frame.depth for frame in camera.frames()]
            assert camera.info.serial is None
    except MissingLibraryError as problem:
        pytest.skip(str(problem))
    for picture, cloud in zip(pictures, person_clouds(secret), strict=True):
        shown = np.zeros(picture.shape, bool)
        shown[tuple(cloud.pixels.T)] = True
        assert np.array_equal(picture > 0, shown)
        assert 0 < shown.mean() < 0.2


def test_the_body_model_has_no_head(secret: Excerpt, tmp_path: Path) -> None:
    trimesh = pytest.importorskip("trimesh")
    export_to(secret, FORMATS["glb"], tmp_path / "a.glb", Progress())
    export_to(replace(secret, deidentified=False), FORMATS["glb"], tmp_path / "b.glb", Progress())
    without, whole = (trimesh.load(tmp_path / name).geometry["body"] for name in ("a.glb", "b.glb"))
    assert len(without.vertices) < len(whole.vertices)
    assert without.vertices[:, 1].max() < whole.vertices[:, 1].max() - 0.2


def test_the_points_on_disk_are_those_without_the_head(secret: Excerpt, tmp_path: Path) -> None:
    export_to(secret, FORMATS["ply"], tmp_path / "ply", Progress())
    for cloud in person_clouds(secret):
        vertices = plyfile.PlyData.read(tmp_path / "ply" / f"frame_{cloud.index:06d}.ply")["vertex"]
        assert np.array_equal(vertices["x"], cloud.points[:, 0])
