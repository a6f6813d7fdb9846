"""Is the process alive (`/healthz`), and may it be given work (`/readyz`)?

A middleware before sessions and sign-in: a load balancer has no session, and a dead database must not turn
"alive" into an error page.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

Answer = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"status": "alive"})
        if request.path == "/readyz":
            return self.readiness()
        return self.get_response(request)

    def readiness(self) -> HttpResponse:
        """Answer 200 when the database answers and is migrated, else 503 with the reason."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            if not self.migrated:
                executor = MigrationExecutor(connection)
                self.migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        except Error:
            return JsonResponse({"status": "not ready", "reason": "database unreachable"}, status=503)
        if not self.migrated:
            return JsonResponse({"status": "not ready", "reason": "migrations pending"}, status=503)
        return JsonResponse({"status": "ready"})
