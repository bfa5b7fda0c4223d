"""An identity provider on loopback, as far as a login needs one: OpenID Connect with RS256.

It asks for a name, gives a code for it, and the code away for a signed token. Whoever knows the
client's secret gets the token, nobody else.
"""

import base64
import contextlib
import hashlib
import html
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "auditor", "a secret between the two"


class Provider:
    """What the provider knows.

    Attributes:
        address: Where it listens.
        refused: What was asked of it and not given.
    """

    def __init__(self, address):
        self.address = address
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.codes, self.refused = {}, []

    @property
    def metadata_url(self):
        return f"{self.address}/.well-known/openid-configuration"

    def metadata(self):
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def code_for(self, asked, name):
        """Return where the browser goes on to, with a code for a name."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = (asked, name)
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token_for(self, given, client):
        """Return the answer to a code, or None."""
        asked, name = self.codes.pop(given.get("code", ""), ({}, ""))
        proof = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if client != (CLIENT, SECRET) or asked.get("code_challenge") != challenge:
            self.refused.append(given)
            return None
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "sub": f"id-{name}", "email": name,
            "iat": now, "exp": now + 600, "nonce": asked["nonce"],
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return {
            "access_token": "x",
            "token_type": "Bearer",
            "expires_in": 600,
            "id_token": token,
        }


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        url, provider = urlsplit(self.path), self.server.provider
        if url.path == "/.well-known/openid-configuration":
            self._json(provider.metadata())
        elif url.path == "/keys":
            self._json({"keys": [provider.key.as_dict(private=False)]})
        elif url.path == "/authorize":
            action = html.escape(self.path)
            form = f'<form method="post" action="{action}"><input name="name"><button>Go</button>'
            self._send(200, f"<!doctype html><title>Who?</title>{form}</form>".encode())
        else:
            self._send(404, b"")

    def do_POST(self):
        url, provider = urlsplit(self.path), self.server.provider
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {key: values[0] for key, values in parse_qs(body).items()}
        if url.path == "/authorize":
            asked = {key: values[0] for key, values in parse_qs(url.query).items()}
            self._send(302, b"", location=provider.code_for(asked, given["name"]))
        else:
            answer = provider.token_for(given, self._client())
            self._json(answer or {"error": "invalid_grant"}, 200 if answer else 400)

    def _client(self):
        kind, _, value = self.headers.get("Authorization", "").partition(" ")
        if kind != "Basic":
            return None
        name, _, secret = base64.b64decode(value).decode().partition(":")
        return name, secret

    def _json(self, value, status=200):
        self._send(status, json.dumps(value).encode(), kind="application/json")

    def _send(self, status, body, *, kind="text/html", location=""):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def provider():
    """Run a provider on a free port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        server.provider = Provider(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.provider
        finally:
            server.shutdown()
            thread.join()
