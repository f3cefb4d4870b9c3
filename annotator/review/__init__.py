"""Merging new machine output with files that people have worked on: nothing of theirs is lost.

`plan` decides whose each entry is and what becomes of it, `apply` does that to the text through
`edit` (fields and comments) and `lists` (entries), so that what nobody touched stays byte for byte;
`untouched` spares a file all that where nobody has touched it since the program wrote it.
`settle` does the same for an edit made here and now, when the program has nothing new to say.
"""

from __future__ import annotations

from annotator.review.apply import Merged, Note, merge
from annotator.review.plan import review_status
from annotator.review.settle import is_programs, settle
from annotator.review.untouched import Ids, ids_of, is_untouched, write_again

__all__ = [
    "Ids",
    "Merged",
    "Note",
    "ids_of",
    "is_programs",
    "is_untouched",
    "merge",
    "review_status",
    "settle",
    "write_again",
]
