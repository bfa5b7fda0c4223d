"""One writer for one file, where the system offers locks."""

import contextlib
import os
from collections.abc import Iterator


def try_lock(file: int) -> bool:
    """Lock an open file until it is closed; False where another process holds it.

    Args:
        file: Its descriptor.
    """
    try:
        _lock(file, wait=False)
    except OSError:
        return False
    return True


def wait_for_lock(file: int) -> None:
    """Lock an open file until it is closed, as soon as no other process holds it.

    Args:
        file: Its descriptor.
    """
    _lock(file, wait=True)


@contextlib.contextmanager
def alone_in_folder_of(path: str) -> Iterator[None]:
    """Let nobody else who asks so change a file meanwhile, though a new one takes its place.

    A folder that cannot be opened is not locked: writing says what is wrong with it.
    """
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):
            folder = os.open(os.path.dirname(os.path.realpath(path)), os.O_RDONLY)
            held.callback(os.close, folder)
            wait_for_lock(folder)
        yield


def _lock(file: int, *, wait: bool) -> None:
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        return
    fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
