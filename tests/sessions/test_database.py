"""The catalogue repeats the folders, in SQLite and in PostgreSQL alike, and can always be made anew from them."""

from __future__ import annotations

import shutil
import socket
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from depthhinge.drills.rep import Label
from depthhinge.errors import SessionError, UsageError
from depthhinge.sessions.annotations import Annotations, Correction, Note
from depthhinge.sessions.database import Catalogue, Wanted
from tests.sessions.moments import moments, summary_of
from tests.sessions.postgres import running_server


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL that this test started; skipped where there is none to start."""
    with running_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'catalogue.sqlite'}"
    url = request.getfixturevalue("server")
    import sqlalchemy as sa

    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()
    return str(url)


def write(folder: Path) -> Path:
    from depthhinge.sessions.writer import SessionWriter

    with SessionWriter(folder) as writer:
        for moment in moments():
            writer.add(moment)
        return writer.finish(summary_of(writer))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two sessions and a folder that is none."""
    root = tmp_path / "sessions"
    write(root / "2026-03-01_09-00-00")
    write(root / "2026-04-01_09-00-00")
    (root / "broken").mkdir()
    return root


def names(rows: list) -> list[str]:  # type: ignore[type-arg]
    return [Path(row.folder).name for row in rows]


def test_the_catalogue_holds_what_the_folders_hold(url: str, root: Path) -> None:
    with Catalogue(url) as catalogue:
        assert catalogue.refresh(root) == 3
        assert catalogue.refresh(root) == 0
        rows = {Path(row.folder).name: row for row in catalogue.search()}
    row = rows["2026-03-01_09-00-00"]
    assert (row.started, row.reps, row.taps, row.labels) == ("2026-03-01T09:00:00", 1, 1, {"hinge": 1})
    assert "is not a session" in str(rows["broken"].problem)


def test_what_people_add_is_found_and_goes_before_the_classifier(url: str, root: Path) -> None:
    folder = root / "2026-03-01_09-00-00"
    with Catalogue(url) as catalogue:
        catalogue.refresh(root)
        Annotations(
            person="P-1",
            tags=("before_surgery",),
            notes=(Note("Felt 100% fine", "2026-03-01T10:00:00"),),
            corrections=(Correction(1, Label.SQUAT, None, "a"), Correction(1, Label.TOE_SHIFTED, True, "b")),
        ).write(folder)
        assert catalogue.refresh(root) == 1
        for wanted in (
            Wanted(tag="before_surgery"),
            Wanted(text="SURGERY"),
            Wanted(text="100%"),
            Wanted(person="P-1"),
            Wanted(label="toe_shifted"),
            Wanted(until="2026-03-01", label="toe_shifted"),
            Wanted(text="2026-03"),
        ):
            assert names(catalogue.search(wanted)) == [folder.name], wanted
        for wanted in (
            Wanted(tag="before"),
            Wanted(text="before%surgery"),
            Wanted(label="squat"),
            Wanted(person="P-1", since="2026-03-02"),
            Wanted(text="1000%"),
        ):
            assert catalogue.search(wanted) == [], wanted
        assert names(catalogue.search(Wanted(label="hinge"))) == ["2026-04-01_09-00-00"]


def test_a_folder_that_is_gone_is_gone_from_the_catalogue(url: str, root: Path) -> None:
    with Catalogue(url) as catalogue:
        catalogue.refresh(root)
        shutil.rmtree(root / "2026-03-01_09-00-00")
        assert catalogue.refresh(root) == 1
        assert names(catalogue.search(Wanted(text="2026"))) == ["2026-04-01_09-00-00"]
        catalogue.forget(root / "2026-04-01_09-00-00")
        assert catalogue.search(Wanted(text="2026")) == []


def test_stations_see_each_other_and_change_only_their_own(url: str, root: Path, tmp_path: Path) -> None:
    with Catalogue(url, station="left") as left, Catalogue(url, station="right") as right:
        left.refresh(root)
        right.refresh(tmp_path / "empty")
        assert [row.station for row in right.search(Wanted(text="2026-03"))] == ["left"]
        right.forget(root / "2026-03-01_09-00-00")
        assert len(left.search(Wanted(text="2026-03"))) == 1
        right.refresh(root)
        assert [row.station for row in left.search(Wanted(text="2026-03"))] == ["left", "right"]


def test_a_catalogue_that_was_lost_is_made_anew_from_the_folders(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    Annotations(tags=("kept",)).write(root / "2026-03-01_09-00-00")
    with Catalogue(f"sqlite:///{path}") as catalogue:
        catalogue.refresh(root)
        before = catalogue.search()
    path.unlink()
    with Catalogue(f"sqlite:///{path}") as catalogue:
        catalogue.refresh(root)
        assert catalogue.search() == before


def test_the_own_catalogue_is_its_owner_s_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "home"))
    monkeypatch.delenv("DEPTHHINGE_CATALOGUE", raising=False)
    Catalogue().close()
    (file,) = (tmp_path / "home").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700


def test_a_database_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a database URL"):
        Catalogue("nonsense")
    with pytest.raises(UsageError, match="not supported"):
        Catalogue("mysql://host/clinic")
    (tmp_path / "a.sqlite").write_text("this is no database, and long enough to be looked at" * 50)
    with pytest.raises(SessionError, match="made anew from the sessions") as damaged:
        Catalogue(f"sqlite:///{tmp_path / 'a.sqlite'}")
    assert "\n" not in str(damaged.value)
    pytest.importorskip("psycopg")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(SessionError, match="cannot be used") as silent:
        Catalogue(f"postgresql://clinician:hunter2@127.0.0.1:{port}/clinic")
    assert "\n" not in str(silent.value)
    assert "hunter2" not in str(silent.value)


def test_annotations_read_back_as_they_were_and_damage_is_told(tmp_path: Path) -> None:
    added = Annotations("P-1", ("a",), (Note("n", "t"),), (Correction(2, None, True, "t"),), None, ("exports/x.csv",))
    added.write(tmp_path)
    assert Annotations.read(tmp_path) == added
    assert stat.S_IMODE((tmp_path / "annotations.json").stat().st_mode) == 0o600
    assert replace(added, corrections=()).corrected(2) is None
    (tmp_path / "annotations.json").write_text('{"person": null}')
    with pytest.raises(SessionError, match="damaged"):
        Annotations.read(tmp_path)
