"""One writer for one file, where the system offers locks."""


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


def _lock(file: int, *, wait: bool) -> None:
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        return
    fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
