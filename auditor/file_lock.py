"""One writer for one file, where the system offers locks."""


def lock(file: int) -> bool:
    """Lock an open file until it is closed; False where another process holds it.

    Args:
        file: Its descriptor.
    """
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def wait_for_lock(file: int) -> None:
    """Lock an open file until it is closed, as soon as no other process holds it.

    Args:
        file: Its descriptor.
    """
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        return
    fcntl.flock(file, fcntl.LOCK_EX)
