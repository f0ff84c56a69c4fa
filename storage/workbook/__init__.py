"""Workbooks (.xlsx): a roster is read from one; templates and lists are written to one."""

from storage.workbook.reading import MAX_BYTES, read_roster_workbook, refuse_too_large
from storage.workbook.writing import roster_template, table_workbook

__all__ = ["MAX_BYTES", "read_roster_workbook", "refuse_too_large", "roster_template", "table_workbook"]
