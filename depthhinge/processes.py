"""The same work on many things, by several processes."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

import threadpoolctl

_Result = TypeVar("_Result")


def each_done(work: Callable[..., _Result], arguments: Sequence[tuple[Any, ...]], processes: int) -> Iterator[_Result]:
    """What `work` gives for each of its `arguments`, as they are done; in this process and in order where one will do.

    The first failure ends it all; what was not begun by then is not begun. If this process is killed, the others end.
    """
    if processes == 1 or len(arguments) < 2:
        for own in arguments:
            yield work(*own)
        return
    with ProcessPoolExecutor(min(processes, len(arguments)), initializer=_begin) as pool:
        under_way = [pool.submit(work, *own) for own in arguments]
        try:
            for done in as_completed(under_way):
                yield done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin() -> None:
    # Processes share the cores already.
    threadpoolctl.threadpool_limits(1)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    """Who is killed cannot tell its helpers, and a second run may be at their work already."""
    parent.join()
    os._exit(1)
