"""What may other apps ask of custom fields?"""

from grappe.apps.fields.queries.defined import (
    Listed,
    as_field,
    by_record,
    custom_fields,
    custom_fields_of,
    definition_for,
    in_use,
)

__all__ = [
    "Listed",
    "as_field",
    "by_record",
    "custom_fields",
    "custom_fields_of",
    "definition_for",
    "in_use",
]
