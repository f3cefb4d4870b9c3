"""From a parsed article to its annotation: the stages in their order."""

from __future__ import annotations

from annotator.assemble import assemble
from annotator.extract.cooperation import find_acts
from annotator.extract.rationale import find_reasons
from annotator.extract.scene import build_scene
from annotator.extract.speakers import Speakers
from annotator.model import Annotation, ParsedArticle

LANGUAGE = "fr"


def annotate(parsed: ParsedArticle) -> Annotation:
    """Parties, cooperation and rationale of one article; other languages are not looked into."""
    if parsed.article.language != LANGUAGE:
        return Annotation(parsed.article, relevant=False)
    scene = build_scene(parsed)
    acts = find_acts(scene)
    reasons = find_reasons(scene, acts, Speakers(scene)) if acts else []
    return assemble(scene, acts, reasons)
