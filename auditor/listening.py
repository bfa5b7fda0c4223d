"""Where a server of ours listens."""

import os
import socket

from auditor.errors import UsageError


def listening(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Args:
        port: 0 for a free one.

    Raises:
        UsageError: The address is none of this machine's, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except socket.gaierror as error:
        reason = str(error.strerror)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
    raise UsageError(f"Cannot listen on {host} port {port}: {reason}.", "Give another --port.")
