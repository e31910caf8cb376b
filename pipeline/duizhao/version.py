"""The version of the package, as installed."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("duizhao")
except PackageNotFoundError:  # run from a checkout that was never installed
    VERSION = "0.0.0"
