"""Who is somebody whose session or password is right? Loaded with whether they have a second factor and need one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Subquery

from grappe.apps.accounts.models import SecurityPolicy, User
from grappe.apps.accounts.queries.directory import with_factors


class Backend(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        """Return the user of a session, in the one query that every page asks."""
        rules = SecurityPolicy.objects.order_by("-pk").values("required_roles")[:1]
        user = with_factors(User.objects.filter(pk=user_id)).annotate(needing=Subquery(rules)).first()
        return user if user is not None and self.user_can_authenticate(user) else None
