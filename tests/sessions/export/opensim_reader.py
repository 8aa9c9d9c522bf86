"""OpenSim's table readers, in a process of their own: their objects outlive each other badly."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

_PROGRAM = """
import json, sys
import opensim
opensim.Logger.setLevelString("Off")
path = sys.argv[1]
markers = path.endswith(".trc")
table = opensim.TimeSeriesTableVec3(path) if markers else opensim.TimeSeriesTable(path)
rows = []
for i in range(table.getNumRows()):
    row = table.getRowAtIndex(i)
    if markers:
        rows.append([[row[j].get(k) for k in range(3)] for j in range(row.size())])
    else:
        rows.append([row[j] for j in range(row.size())])
keys = ("Units", "DataRate", "NumMarkers") if markers else ("inDegrees",)
print(json.dumps({
    "labels": list(table.getColumnLabels()),
    "times": list(table.getIndependentColumn()),
    "rows": rows,
    "meta": {key: table.getTableMetaDataString(key) for key in keys},
}))
"""


@dataclass(frozen=True)
class OpenSimTable:
    """What OpenSim read."""

    labels: list[str]
    times: np.ndarray
    rows: np.ndarray
    """(n, columns), of markers (n, markers, 3); NaN = blank."""
    meta: dict[str, str]

    def column(self, label: str) -> np.ndarray:
        """One column or marker."""
        return self.rows[:, self.labels.index(label)]


def read_by_opensim(path: Path) -> OpenSimTable:
    """A `.trc` or `.mot`; skips the test where OpenSim's wheel is not installed."""
    if importlib.util.find_spec("opensim") is None:
        pytest.skip("OpenSim's wheel is not installed here")
    ended = subprocess.run([sys.executable, "-c", _PROGRAM, str(path)], capture_output=True, text=True, check=True)
    read = json.loads(ended.stdout.splitlines()[-1])
    return OpenSimTable(read["labels"], np.array(read["times"]), np.array(read["rows"], float), read["meta"])
