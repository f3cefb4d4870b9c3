"""What the lemma of a form may be, whatever a lemmatizer makes of it; rather too much.

All without accents, so that « ARMEES », « achète » and decomposed letters need no care. Verbs go by
their conjugation, other words by a few endings; what is irregular is told one by one. A lemmatizer
that spells a rare word in its own way keeps the word's beginning: that is its stem here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import product

from annotator.infinitives import BY_ENDING
from annotator.words import fold

_INFINITIVES = ("er", "ir", "re")
_SHORTEST_STEM = 4  # letters of a verb before the ending of its infinitive
_SHORTEST_WORD = 6  # letters of any other word
_LONGEST_NOUN = 3  # letters of words such as « tir » and « mer », which are no infinitives
_REST = 6  # letters after a stem: « pilotage » was taken for a form of piloter

# The persons and tenses of any verb, more than news has.
_PERSONS = (
    "e es ent ons ez ant ants ante antes ait aient ai as a ames ates at asse asses assent erent ais"
    " ions iez s t is it imes ites irent issions issiez issez issais us ut umes utes urent"
)
_FUTURE = "ai as a ons ez ont ais ait ions iez aient"
_FUTURES = {
    "er": "er", "ir": "ir", "re": "r", "oir": "r", "oyer": "oier", "uyer": "uier", "ayer": "aier",
    "envoyer": "enverr", "enir": "iendr", "eler": "eller", "eter": "etter", "voir": "verr",
    "valoir": "vaudr", "falloir": "faudr", "ourir": "ourr", "querir": "querr",
    "cueillir": "cueiller",
}  # fmt: skip
# What may stand at the end of a form in place of the end of its lemma, beside regular verbs.
_ENDINGS = {
    "": "s x e es ne nes le les te tes se ses",
    "al": "aux",
    "ail": "aux",
    "eau": "elle elles",
    "f": "ve ves",
    "x": "se ses",
    "c": "que ques che ches",
    "er": "ere eres",
    "eur": "rice rices euse euses",
    "ais": "aiche aiches",
    "eler": "elle elles ellent",
    "eter": "ette ettes ettent",
    "enir": "iens inmes intes insse inssent",
    "indre": "ins ignez igniez ignais",
    "tre": "_ s",
    "cevoir": "cois cumes cutes cus cusse cussent",
    "voir": "vois voyez voyais voyions vaut",
    "prendre": "prenez preniez prenants primes prites prisse prissent",
    "querir": "quit quirent quimes quites quiers",
    "aitre": "is",
    "vivre": "vis vit vecu vecue vecus vecues vecut vecurent",
}
# Lemmas that every text has, or that a lemmatizer gives to any short word.
_COMMON = (
    "etre avoir faire aller devoir pouvoir vouloir savoir voir dire mettre naitre soi se de a le"
    " lui y"
)
EVERYWHERE = frozenset(_COMMON.split())
# Further words that a text may have and not show: lemmas of the models' dictionary with a form that
# nothing here tells, misspelt ones too, and what is part of « des », « auxquels ».
_IRREGULAR = (
    "administrativement apercevoir archidiacre article asseoir aujourd'hui avant beau beau-frere"
    " break ce celebrite celui celui-ci choeur clore coeur come-back competition concurrencer"
    " connaitre contrainte copie-colle coudre crisis croire deplaire dissoudre docteur doux"
    " ealdorman entre-deux-guerres equivaloir est et ethnographie euro eux falloir faux fiancailles"
    " fou gastronomique gouvernement grec hertz hosptialier i il impeccable indesirable"
    " ironiquement issir issue jacobien japonais jusque krise laique ledit lequel les lesdites"
    " lesdits lesquelles lesquels lire long lorsque lui-meme m madame mal maladie metre-carre"
    " minute mississippi-missouri moi monsieur mou mourir musculo-squelettique ne nord nouveau"
    " novembre oeil oiseau-mouche ou page peloton penalty penny pick-up pleuvoir porte-d'or"
    " pre-roman prevaloir professionnel puisque que quelqu'un quelque quinzieme quoique randonnee"
    " rebaptiser reconnaitre repluseur resoudre responsabilities rock saint saison scout sec"
    " seche-cheveux sentir si sixieme slamming social-democrate son sympathique telecommunications"
    " theorie tirailleur toi tout tumulus un valoir vetir vicaire viet-nam vieux vif ving-et-unieme"
    " vingtieme voire voirie volume vs week-end"
)
UNTOLD = EVERYWHERE.union(_IRREGULAR.split())  # no text shows that it has no form of these
# What no ending tells, and what the dictionary of the models has of misspelt words.
SINGLE = {
    "accueil": "accueillir", "cie": "compagnie", "coentreprise": "co-entreprise",
    "dession": "session", "drois": "droit", "etude": "etudier", "genearal": "general",
    "goupe": "groupe", "ier": "premier", "intaller": "installer", "kommune": "commune",
    "par": "partir", "personel": "personnel", "pts": "point", "suis": "suivre",
    "tech": "technologie",
}  # fmt: skip


class _Folds(dict[int, str]):
    """Character → what is left of it without accents, noted when it is first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = "" if unicodedata.combining(letter) else _HYPHENS.get(letter, fold(letter))
        return self[code]


_HYPHENS = dict.fromkeys("\u2010\u2011", "-")
_FOLDS = _Folds()


def plain(text: str) -> str:
    """Folded, and without accents."""
    lower = text.lower()
    if lower.isascii():
        return lower
    return unicodedata.normalize("NFKD", lower).translate(_FOLDS)


def stem_of(lemma: str) -> str:
    """What any form of a plain lemma begins with; empty where that would say too little."""
    if lemma.endswith(_INFINITIVES) and len(lemma) >= _SHORTEST_STEM + 2:
        return lemma[:-2]
    return lemma if len(lemma) >= _SHORTEST_WORD else ""


def possible_stems(form: str) -> Iterator[str]:
    """The stems that a plain form may have."""
    for end in range(max(_SHORTEST_STEM, len(form) - _REST), len(form) + 1):
        yield form[:end]


def cut_lemma(lemma: str) -> Iterator[tuple[str, str]]:
    """A plain lemma in two, wherever a form has its own end: « livr », « er »."""
    for at in range(len(lemma) + 1):
        if lemma[at:] in ENDINGS and (at == len(lemma) or len(lemma) > _LONGEST_NOUN):
            yield lemma[:at], lemma[at:]


def _by_ending() -> dict[str, tuple[str, ...]]:
    """Ending of a form → endings of the lemmas that it may belong to."""
    pairs = [(ending, lemma) for ending, lemmas in BY_ENDING.items() for lemma in lemmas]
    pairs += [(e.strip("_"), lemma) for lemma, es in _ENDINGS.items() for e in es.split()]
    pairs += product(_PERSONS.split(), ("er", "ir", "re", "oir"))
    pairs += [(stem + e, lemma) for lemma, stem in _FUTURES.items() for e in _FUTURE.split()]
    found: dict[str, dict[str, None]] = {}
    for ending, lemma in pairs:
        found.setdefault(plain(ending), {})[plain(lemma)] = None
    return {ending: tuple(lemmas) for ending, lemmas in found.items()}


LEMMA_ENDINGS = _by_ending()
ENDINGS: dict[str, list[str]] = {}  # the other way round
for _form, _lemmas in LEMMA_ENDINGS.items():
    for _lemma in _lemmas:
        ENDINGS.setdefault(_lemma, []).append(_form)
