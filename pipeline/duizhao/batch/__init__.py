"""Batch: archives, unattended; planned, journalled, taken up where they stopped."""

from duizhao.batch.estimate import estimate, span
from duizhao.batch.plan import Choice
from duizhao.batch.report import summary, verify
from duizhao.batch.run import Options, State, run

__all__ = ["Choice", "Options", "State", "estimate", "run", "span", "summary", "verify"]
