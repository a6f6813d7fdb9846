"""What may other apps ask of custom fields?"""

from grappe.apps.fields.queries.defined import (
    Listed,
    as_field,
    by_record,
    custom_fields,
    custom_fields_of,
    definition_for,
    others_of,
)
from grappe.apps.fields.queries.sheets import Change, Sheet, sheet_of, told_by
from grappe.apps.fields.queries.usage import Usage, in_use, tables, where_used

__all__ = [
    "Change",
    "Listed",
    "Sheet",
    "Usage",
    "as_field",
    "by_record",
    "custom_fields",
    "custom_fields_of",
    "definition_for",
    "in_use",
    "others_of",
    "sheet_of",
    "tables",
    "told_by",
    "where_used",
]
