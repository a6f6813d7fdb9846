"""Which release of the program runs? Part of what marks a page that caches keep: another release may say it in other words."""

from importlib.metadata import PackageNotFoundError, version

try:
    RELEASE = version("grappe")
except PackageNotFoundError:  # run from a folder where nothing is installed
    RELEASE = "0"
