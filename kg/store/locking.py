"""Holding a lock file, and saying in one line why it cannot be had."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from filelock import Timeout

from kg.errors import StoreError, StoreLocked

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from filelock import BaseFileLock


def held(lock: BaseFileLock, seconds: float, *, busy: str, failed: str) -> AbstractContextManager[object]:
    """The lock, held until the context ends; its folder is made if there is none.

    ``busy`` says who has it if it is not free within so many ``seconds`` (``StoreLocked``), ``failed`` what cannot be
    done if the file system refuses (``StoreError``).
    """
    try:
        Path(lock.lock_file).parent.mkdir(parents=True, exist_ok=True)
        return lock.acquire(timeout=seconds)
    except Timeout as error:
        raise StoreLocked(f"{busy} (lock file {lock.lock_file})") from error
    except OSError as error:
        raise StoreError(f"{failed}: {error.strerror}") from error
