"""Batch: archives, unattended; planned, journalled, taken up where they stopped."""

from duizhao.batch.check import verify
from duizhao.batch.choice import Choice
from duizhao.batch.estimate import estimate, span
from duizhao.batch.inputs import File, find
from duizhao.batch.report import summary
from duizhao.batch.run import Options, State, run

__all__ = ["Choice", "File", "Options", "State", "estimate", "find", "run", "span", "summary", "verify"]
