"""Dates of publication to EDTF; never an invented day."""

from __future__ import annotations

import pytest

from annotator.corpus.dates import parse_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-07-16T21:52:21.364Z", "2024-07-16"),
        ("2024-07", "2024-07"),
        ("2024", "2024"),
        ("07/03/2015 06:31 EDT | Actualisé 09/04/2015", "2015-03-07"),
        ("le 16.7.2024", "2024-07-16"),
        ("11/25/2013", "2013-11-25"),
        ("le mardi 16 juillet 2024", "2024-07-16"),
        ("1er août 2023 à 14h30", "2023-08-01"),
        ("mercredi, 13 novembre, 2024", "2024-11-13"),
        ("12 janv. 2022", "2022-01-12"),
        ("3 FÉVRIER 2022", "2022-02-03"),
        ("décembre 2023", "2023-12"),
        ("5 maison 2020 puis 6 mars 2021", "2021-03-06"),
        ("31/02/2023", None),
        ("30 février 2023", None),
        ("12 mai", None),
        ("mardi", None),
        ("12/05/23", None),
        ("les 2024 soldats", None),
        ("le 12 mai 1066", None),
        ("3201", None),
    ],
)
def test_date(text, date):
    assert parse_date(text) == date
