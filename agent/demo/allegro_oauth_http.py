"""The OAuth endpoints of the Allegro stand-in and the page on which the user, the first seller, agrees."""

import base64
import html
from collections.abc import Callable

from aiohttp import web

from agent.demo.allegro_errors import auth_refusal
from agent.demo.allegro_oauth import OAuthDesk, OAuthError
from agent.demo.serving import json_answer

_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class OAuthEndpoints:
    """Speaks HTTP for the desk. `base_url` is asked late because the port is known only after the start."""

    def __init__(self, desk: OAuthDesk, base_url: Callable[[], str]) -> None:
        self._desk = desk
        self._base_url = base_url

    def routes(self) -> list[web.RouteDef]:
        """Return the routes; there is no GET on the token endpoints."""
        return [
            web.post("/auth/oauth/device", self._device),
            web.post("/auth/oauth/token", self._token),
            web.get("/skojarz-aplikacje", self._consent_page, allow_head=False),
            web.post("/skojarz-aplikacje", self._consent),
        ]

    def _check_client(self, request: web.Request) -> None:
        options = self._desk.options
        expected = base64.b64encode(f"{options.client_id}:{options.client_secret}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {expected}":
            raise auth_refusal(400, "invalid_client", "Bad client credentials")

    async def _device(self, request: web.Request) -> web.Response:
        self._check_client(request)
        form = await request.post()
        # Both places are in use: the guide's curl has the query, its code samples have the body.
        if (form.get("client_id") or request.query.get("client_id")) != self._desk.options.client_id:
            raise auth_refusal(400, "invalid_request", "client_id is missing or wrong")
        scope = form.get("scope") or request.query.get("scope")
        started = self._desk.start_device(str(scope) if scope else None, f"{self._base_url()}/skojarz-aplikacje")
        return json_answer(started)

    async def _token(self, request: web.Request) -> web.Response:
        self._check_client(request)
        form = await request.post()
        grant = form.get("grant_type")
        try:
            if grant == _DEVICE_GRANT:
                return json_answer(self._desk.poll_device(str(form.get("device_code", ""))).body())
            if grant == "refresh_token":
                return json_answer(self._desk.refresh(str(form.get("refresh_token", ""))).body())
        except OAuthError as error:
            return json_answer(error.body, 400)
        raise auth_refusal(400, "unsupported_grant_type", f"Unsupported grant type: {grant!r}")

    async def _consent_page(self, request: web.Request) -> web.Response:
        code = html.escape(request.query.get("code", ""))
        page = (
            "<!DOCTYPE html><html lang='pl'><meta charset='utf-8'><title>Skojarz aplikację</title>"
            f"<form method='post'><label>Kod <input name='code' value='{code}'></label>"
            "<button name='answer' value='allow'>Zezwól</button>"
            "<button name='answer' value='deny'>Odmów</button></form></html>"
        )
        return web.Response(text=page, content_type="text/html")

    async def _consent(self, request: web.Request) -> web.Response:
        form = await request.post()
        known = self._desk.decide(str(form.get("code", "")), allow=form.get("answer") == "allow")
        return web.Response(text="Gotowe." if known else "Nieznany kod.", status=200 if known else 404)
