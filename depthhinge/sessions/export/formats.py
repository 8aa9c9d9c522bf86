"""Every format a session can be exported to."""

from __future__ import annotations

from depthhinge.sessions.export.c3d import C3D
from depthhinge.sessions.export.db3 import DB3
from depthhinge.sessions.export.format import Format
from depthhinge.sessions.export.glb import GLB
from depthhinge.sessions.export.mcap import MCAP
from depthhinge.sessions.export.mot import MOT
from depthhinge.sessions.export.pcd import PCD
from depthhinge.sessions.export.ply import PLY
from depthhinge.sessions.export.tables import CSV, PARQUET
from depthhinge.sessions.export.trc import TRC

FORMATS: dict[str, Format] = {one.name: one for one in (PLY, PCD, MCAP, DB3, TRC, MOT, C3D, CSV, PARQUET, GLB)}
