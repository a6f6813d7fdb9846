"""How is a day written out in French? The first of a month is "1er" (S: ui/ordinals.py); all else is as Django has it."""

DATE_FORMAT = "jS F Y"
DATETIME_FORMAT = "jS F Y H:i"
MONTH_DAY_FORMAT = "jS F"
