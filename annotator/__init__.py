"""annotator: who cooperates in defence, how, how far along, and why, in French-language news.

    from annotator import Annotator
    print(Annotator().annotate("Le Cap-Vert et le Brésil …").to_yaml())

Importing the package is cheap: what the names below stand for is loaded when one of them is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from annotator.version import __version__

if TYPE_CHECKING:
    from annotator.api import Annotator as Annotator
    from annotator.api import Text as Text
    from annotator.errors import AnnotatorError as AnnotatorError
    from annotator.result import Result as Result

__all__ = ["Annotator", "AnnotatorError", "Result", "Text", "__version__"]

_HOMES = {"Annotator": "api", "Text": "api", "AnnotatorError": "errors", "Result": "result"}


def __getattr__(name: str) -> Any:
    """The public names, loaded on first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
