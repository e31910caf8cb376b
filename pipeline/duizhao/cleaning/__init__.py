"""Cleaning: what is damaged is mended by listed edits, what is no article is dropped with a reason."""

from duizhao.cleaning.plan import BLOCK_STEPS, STEPS, TEXT_STEPS, clean
from duizhao.cleaning.reasons import REASONS, reason

__all__ = ["BLOCK_STEPS", "REASONS", "STEPS", "TEXT_STEPS", "clean", "reason"]
