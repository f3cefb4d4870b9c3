from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def no_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the caches of whoever runs it; those of caches make their own."""
    monkeypatch.setenv("ANNOTATOR_CACHE", "off")
