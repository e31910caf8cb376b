"""Segmentation: paragraph → sentences → pieces within a token budget. Nothing is lost on the way."""

from duizhao.segmentation.budget import pieces
from duizhao.segmentation.sentences import sentences

__all__ = ["pieces", "sentences"]
