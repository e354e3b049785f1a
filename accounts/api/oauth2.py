"""POST /oauth2/token: client credentials only, with the scopes an administrator granted."""

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes
from oauth2_provider.views import TokenView

from accounts.models import ApiClient, Scope

SLOWER = "Too many requests; keep a token for its whole hour."


class GrantedScopes(BaseScopes):
    """A client may have what it was granted; asking for nothing gives all of it."""

    def get_all_scopes(self) -> dict[str, str]:
        return {str(value): str(label) for value, label in Scope.choices}

    def get_available_scopes(self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        return list(application.api_client.scopes)

    def get_default_scopes(self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        return self.get_available_scopes(application)


class ActiveClientsOnly(OAuth2Validator):
    """A disabled client gets the same answer as a wrong secret."""

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        if not super().authenticate_client(request, *args, **kwargs):
            return False
        return ApiClient.objects.filter(application=request.client, status=ApiClient.Status.ACTIVE).exists()


class TokenDoor(TokenView):
    """The token endpoint, throttled by address."""

    @method_decorator(sensitive_post_parameters("client_secret"))
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not ratelimit.consume(request, action="oauth2_token"):
            return JsonResponse({"error": "temporarily_unavailable", "error_description": SLOWER}, status=429)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer
