"""How do administrators manage accounts on the raw data pages?"""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin

User = get_user_model()


@admin.register(User)
class GrappeUserAdmin(UserAdmin):  # type: ignore[type-arg]  # not generic at run time
    ordering = ("email",)
    list_display = ("email", "name", "role", "language", "is_active")
    list_filter = ("role", "is_active")
    search_fields = ("email", "name")
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "role", "language", "is_active", "is_superuser")}),
    )
    add_fieldsets = (
        (
            None,
            {"classes": ("wide",), "fields": ("email", "name", "role", "language", "password1", "password2")},
        ),
    )
    filter_horizontal = ()
