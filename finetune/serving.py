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

from auditor.listening import listening
from auditor.scenario.model import served
from finetune.recipe import ModelRecipe
from finetune.respond import Manner, Responder, load_responder

_HOST = "127.0.0.1"


def serve_folder(model: str, recipe: ModelRecipe, port: int, new_tokens: int) -> None:
    """Serve a model of a folder or name until interrupted.

    Raises:
        UsageError: The port is taken.
    """
    import uvicorn

    listening(_HOST, port).close()
    responder = load_responder(model, recipe, Manner(new_tokens))
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
        asked = await request.json()
        if not isinstance(asked, dict) or not isinstance(asked.get("messages"), list):
            return _refusal(JSONResponse, "messages must be a list")
        if asked.get("stream"):
            return _refusal(JSONResponse, "streaming is not offered")
        manner = _manner(asked, responder.manner)
        async with one_at_a_time:
            answer = await asyncio.to_thread(
                responder._replace(manner=manner).respond,
                asked["messages"],
                asked.get("tools") or (),
            )
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


def _manner(asked: dict[str, Any], usual: Manner) -> Manner:
    most = asked.get("max_completion_tokens") or asked.get("max_tokens") or usual.new_tokens
    return usual._replace(
        new_tokens=int(most),
        temperature=float(asked.get("temperature") or 0.0),
        seed=int(asked.get("seed") or 0),
    )


def _refusal(response: Any, reason: str) -> Any:
    refusal: Any = response(
        {"error": {"message": reason, "type": "invalid_request_error"}}, status_code=400
    )
    return refusal
