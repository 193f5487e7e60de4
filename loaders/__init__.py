"""Reads papers from files: ``read`` yields the records of any format, ``merge`` joins the records of one paper."""

from loaders.formats import FORMATS, FormatInfo
from loaders.sources import read
from loaders.unique import merge

__all__ = ["FORMATS", "FormatInfo", "merge", "read"]
