"""How the OpenAPI document tells a caller to sign in: a bearer token, or the pages' session."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from accounts.models import Scope


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.BearerAuthentication"
    name = ["clientCredentials", "personalToken"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        scopes = {value: label for value, label in Scope.choices}
        flow = {"tokenUrl": "/oauth2/token", "scopes": scopes}
        return [
            {
                "type": "oauth2",
                "flows": {"clientCredentials": flow},
                "description": "For API clients: POST client id and secret.",
            },
            {"type": "http", "scheme": "bearer", "description": "For people: an access token made under /me/."},
        ]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[str]]]:
        return [{"clientCredentials": []}, {"personalToken": []}]


class BrowserScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.BrowserAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "session",
            "description": "The pages' own session; a POST needs the CSRF token.",
        }
