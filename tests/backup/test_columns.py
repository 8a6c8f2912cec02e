"""Rules of mdt.backup.columns."""

import pytest
from sqlalchemy import ARRAY, Column, Integer

from mdt.backup import columns
from mdt.models.base import metadata


def test_a_copy_can_hold_every_column_of_every_table() -> None:
    kinds = {columns.kind(column) for table in metadata.sorted_tables for column in table.columns}

    assert kinds <= columns.KINDS.keys()


def test_a_column_that_no_copy_can_hold_stops_it() -> None:
    with pytest.raises(TypeError, match="cannot hold"):
        columns.kind(Column("numbers", ARRAY(Integer)))
