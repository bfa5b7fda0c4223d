"""The proxy over stdio: between our own standard streams and those of a server that we start."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import anyio
import anyio.to_thread
from anyio.abc import Process

from auditor.errors import UsageError
from auditor.ledger.writing import LedgerWriter
from auditor.proxy.watching import Watch

MAX_LINE = 64 * 1024 * 1024
_GRACE = 10.0
_CHUNK = 64 * 1024


async def run(command: Sequence[str], watch: Watch, ledger: LedgerWriter) -> int:
    """Start a server and pass everything between it and our standard streams until one ends.

    The server inherits our environment and standard error.

    Returns:
        The server's exit code, as a shell gives it.

    Raises:
        UsageError: The command cannot be started, or the ledger cannot be written.
    """
    try:
        server = await anyio.open_process(command, stderr=None, start_new_session=True)
    except OSError as error:
        raise UsageError(f"{command[0]} cannot be started: {error.strerror}.") from None
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_stop_on_signal, tasks.cancel_scope)
            tasks.start_soon(_client_to_server, server, watch)
            await _server_to_client(server, watch, ledger)
            tasks.cancel_scope.cancel()
    except BaseExceptionGroup as group:
        fault = next(iter(group.exceptions))
        raise fault from None
    finally:
        with anyio.CancelScope(shield=True):
            await _stop(server)
            for said in watch.end():
                ledger.write(said)
    code = server.returncode or 0
    return code if code >= 0 else 128 - code


async def _client_to_server(server: Process, watch: Watch) -> None:
    """Pass on what the client sends; its end is the server's end of input."""
    assert server.stdin is not None  # noqa: S101 - it was started with pipes
    with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
        async for line in lines_of(standard_input()):
            watch.from_client(line)
            await server.stdin.send(line)
        await server.stdin.aclose()
    with anyio.move_on_after(_GRACE):
        await server.wait()
        return
    await _stop(server)


async def _server_to_client(server: Process, watch: Watch, ledger: LedgerWriter) -> None:
    """Pass on what the server sends, each answer after it stands in the ledger."""
    assert server.stdout is not None  # noqa: S101 - it was started with pipes
    with suppress(BrokenPipeError, anyio.BrokenResourceError, anyio.ClosedResourceError):
        async for line in lines_of(server.stdout):
            # A signal that comes now must not take along what was just answered.
            with anyio.CancelScope(shield=True):
                for said in watch.from_server(line):
                    await anyio.to_thread.run_sync(ledger.write, said)
            await anyio.to_thread.run_sync(_write_out, line)


async def lines_of(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the lines of a stream with their line ends; a last one may have none.

    Raises:
        UsageError: A line is longer than `MAX_LINE`.
    """
    rest = bytearray()
    async for chunk in chunks:
        seen = len(rest)
        rest += chunk
        if (end := rest.find(b"\n", seen) + 1) == 0:
            if len(rest) > MAX_LINE:
                raise UsageError(f"A message is longer than {MAX_LINE:,} bytes; the proxy stops.")
            continue
        while end:
            yield bytes(rest[:end])
            del rest[:end]
            end = rest.find(b"\n") + 1
    if rest:
        yield bytes(rest)


async def standard_input() -> AsyncIterator[bytes]:
    """Yield what comes in.

    A daemon thread waits for it: a read that nothing ends must not keep us alive when the server
    is gone.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[bytes] = asyncio.Queue()

    def read() -> None:
        while True:
            data = os.read(sys.stdin.fileno(), _CHUNK)
            try:
                loop.call_soon_threadsafe(arrived.put_nowait, data)
            except RuntimeError:  # the loop is closed: nobody listens
                return
            if not data:
                return

    threading.Thread(target=read, daemon=True).start()
    while data := await arrived.get():
        yield data


def _write_out(data: bytes) -> None:
    while data:
        data = data[os.write(sys.stdout.fileno(), data) :]


async def _stop_on_signal(scope: anyio.CancelScope) -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            scope.cancel()


async def _stop(server: Process) -> None:
    """End the server and all that it started, and give it up.

    By the protocol's order: end of input, then a request to end, then by force. All of it within
    the two seconds that clients give a server, which we are to them.
    """
    if server.stdin is not None:
        with suppress(OSError, anyio.BrokenResourceError, anyio.ClosedResourceError):
            await server.stdin.aclose()
    await _gone_within(0.5, server)
    if server.returncode is None:
        _signal(server, signal.SIGTERM)
        await _gone_within(1.0, server)
    # What it started may live on.
    _signal(server, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    with suppress(anyio.ClosedResourceError):
        await server.aclose()


async def _gone_within(seconds: float, server: Process) -> None:
    with anyio.move_on_after(seconds):
        await server.wait()


def _signal(server: Process, number: signal.Signals) -> None:
    """Signal the server's process group, which its session began."""
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            server.kill()
        else:
            os.killpg(server.pid, number)
