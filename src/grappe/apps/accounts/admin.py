"""What do the raw data pages show of accounts? They are read there, and changed on their own pages: with rules and an audit."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

User = get_user_model()


@admin.register(User)
class GrappeUserAdmin(UserAdmin):  # type: ignore[type-arg]  # not generic at run time
    ordering = ("email",)
    list_display = ("email", "name", "role", "language", "is_active")
    list_filter = ("role", "is_active")
    search_fields = ("email", "name")
    fieldsets = ((None, {"fields": ("email", "name", "role", "language", "is_active", "is_superuser")}),)
    filter_horizontal = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
