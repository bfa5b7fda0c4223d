"""A model behind the interface of OpenAI's chat completions, on loopback.

Models of a folder are served by a small application over `Responder`, with the very code that
measured them; calls come back parsed. GGUF files are served by llama.cpp (package `xllamacpp`).
"""

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from auditor.errors import UsageError
from auditor.listening import listening
from auditor.scenario.model import served
from finetune.chat_request import chat_request_in
from finetune.recipe import ModelRecipe
from finetune.respond import Manner, Responder, load_responder

_HOST = "127.0.0.1"


def serve_folder(
    model: str, recipe: ModelRecipe, port: int, new_tokens: int, *, hub: bool = False
) -> None:
    """Serve a model of a folder or name until interrupted.

    Args:
        hub: Whether the hub may be asked for the model.

    Raises:
        UsageError: The port is taken, or there is no such model.
    """
    import uvicorn

    listening(_HOST, port).close()
    responder = load_responder(model, recipe, Manner(new_tokens), hub=hub)
    uvicorn.run(application(responder, Path(model).name), host=_HOST, port=port, log_level="info")


def serve_gguf(file: Path, port: int, tell: Callable[[str], None]) -> None:
    """Serve a GGUF file until interrupted.

    Args:
        tell: Hears the address once it can be asked.

    Raises:
        UsageError: The port is taken, there is no such file, or xllamacpp is not installed.
    """
    listening(_HOST, port).close()
    with served(file, port=port) as address:
        tell(address)
        threading.Event().wait()


def application(responder: Responder, name: str) -> Any:
    """Return the application: `POST /v1/chat/completions` and `GET /v1/models`."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    one_at_a_time = asyncio.Lock()

    async def complete(request: Request) -> Any:
        try:
            asked = chat_request_in(await request.body(), responder.manner)
            async with one_at_a_time:
                answer = await asyncio.to_thread(
                    responder._replace(manner=asked.manner).respond, asked.messages, asked.tools
                )
        except UsageError as error:
            refusal = {"message": str(error), "type": "invalid_request_error"}
            return JSONResponse({"error": refusal}, status_code=400)
        return JSONResponse(completion(answer, name))

    async def models(_: Request) -> JSONResponse:
        return JSONResponse({"object": "list", "data": [{"id": name, "object": "model"}]})

    routes = [
        Route("/v1/chat/completions", complete, methods=["POST"]),
        Route("/v1/models", models),
    ]
    return Starlette(routes=routes)


def completion(answer: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an answer in the form of a chat completion."""
    message = {key: value for key, value in answer.items() if key != "finish"}
    usual = "tool_calls" if message.get("tool_calls") else "stop"
    choice = {"index": 0, "message": message, "finish_reason": answer.get("finish", usual)}
    return {
        "id": f"chatcmpl-{time.time_ns():x}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": name,
        "choices": [choice],
    }
