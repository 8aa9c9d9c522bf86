"""A skops file read as plain values: arrays, numbers, words, and of an estimator what it has learned.

No object is made of any class that the file names, so it can do nothing but hold values. skops keeps a tree of nodes in
`schema.json`, each named by how it is to be read, and its arrays beside it (https://skops.readthedocs.io, persistence).
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import numpy as np

ESTIMATORS = (
    "sklearn.preprocessing._data.StandardScaler",
    "sklearn.linear_model._logistic.LogisticRegression",
)
"""Read as a dict of their attributes."""


class ForeignTypeError(ValueError):
    """The file holds something other than values and `ESTIMATORS`; its text is the type's name."""


def skops_values(packed: bytes) -> Any:
    """What the file holds.

    Raises:
        ForeignTypeError: as it says.
        Exception: of many kinds, where the file is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return _value(json.loads(archive.read("schema.json")), archive)


def _value(node: dict[str, Any], archive: zipfile.ZipFile) -> Any:
    name = f"{node['__module__']}.{node['__class__']}"
    match node["__loader__"]:
        case "JsonNode":
            return json.loads(node["content"])
        case "ListNode":
            return [_value(item, archive) for item in node["content"]]
        case "DictNode":
            return {key: _value(item, archive) for key, item in node["content"].items()}
        case "NdArrayNode" if node["type"] == "numpy":
            return np.load(io.BytesIO(archive.read(node["file"])), allow_pickle=False)
        case "ObjectNode" if name in ESTIMATORS:
            return _value(node["content"], archive)
        case _:
            raise ForeignTypeError(name)
