"""The infinitives that a French verb form may belong to, by the endings of its conjugation.

Lemmatizers err most on rare verbs and on futures and conditionals (« soutiendra » → soutiendre),
which is what news of defence is made of. Grammar tells the few infinitives that are possible; most
of these are no words, which does no harm: they are looked up among words that exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Ending of the infinitive → endings of its forms: participles, and the persons of news (the third,
# and the first of the plural) in the tenses of news. After Grevisse, Le Bon Usage, §§ 790-847.
_PRESENT = "e ent ons ant ait aient"
_REGULAR = f"{_PRESENT} es ez"
_ENDINGS: dict[str, str] = {
    "er": f"é ée és ées a èrent era eront erait eraient erons {_REGULAR}",
    "cer": "ça çons çant çait çaient",
    "ger": "gea geons geant geait geaient",
    "oyer": "oie oient oiera oieront oierait oieraient",
    "uyer": "uie uient uiera uieront uierait uieraient",
    "ayer": "aie aient aiera aieront aierait aieraient",
    "envoyer": "enverra enverront enverrait enverraient",
    "ir": "i ie is ies it irent ira iront irait iraient irons isse issent issons issant issait"
    f" issaient era eront erait eraient {_PRESENT}",
    "rir": "ert erte erts ertes",
    "tir": "t",
    "vir": "t",
    "enir": "enu enue enus enues ient iennent ienne enons enant enait enaient int inrent iendra"
    " iendront iendrait iendraient",
    "quérir": "quis quise quises quiert quièrent quière querra querront querrait querraient",
    "ourir": "ouru ourue ourus ourues ourt ourut ourra ourront ourrait ourraient",
    "re": f"u ue us ues t it irent ra ront rait raient rons {_PRESENT}",
    "dre": "d",
    "prendre": "pris prise prises prenne prennent prenons prenant prenait prenaient prit prirent",
    "mettre": "mis mise mises met mit mirent",
    "indre": "int inte ints intes igne ignent ignons ignant ignait ignaient ignit ignirent",
    "ire": "it ite its ites ise isent isons isant isait isaient isit isirent u ue us ues ive"
    " ivent ivons ivant ivait ivaient ivit ivirent",
    "ure": "u ue us use uses ues ut urent ue uent uons uant uait uaient",
    "ivre": "ivi ivie ivis ivies it",
    "aître": "u ue us ues aît aisse aissent aissant aissait aissaient ut urent",
    "oître": "u ue us ues oît oisse oissent oissant oissait oissaient ut urent",
    "cre": "c que quent quant quait quaient quit quirent",
    "cevoir": "çu çue çus çues çoit çoive çoivent çut çurent cevra cevront cevrait cevraient cevons"
    " cevant cevait cevaient",
    "oir": "u ue us ues oit oie oient oyons oyant oyait oyaient it irent oira oiront oirait"
    " oiraient erra erront errait erraient",
    "ouvoir": "u ue us ues eut euve euvent ouvra ouvront ouvrait ouvraient ouvant ouvait ouvaient",
}  # fmt: skip
BY_ENDING: dict[str, tuple[str, ...]] = {}  # ending of a form → those of infinitives
for _infinitive, _forms in _ENDINGS.items():
    for _form in _forms.split():
        BY_ENDING[_form] = (*BY_ENDING.get(_form, ()), _infinitive)
_LONGEST = max(map(len, BY_ENDING))
_SHORTEST_STEM = 2  # letters before the ending; « les », « ai » are no forms of rare verbs
# « achète » → acheter, « accélèrent » → accélérer; « appelle » → appeler, « jettera » → jeter
_GRAVE = re.compile(r"è([bcdglmnprstv]{1,2})(?:es?|ent|era|eront|erait|eraient)$")
_DOUBLE = re.compile(r"e(ll|tt)(?:es?|ent|era|eront|erait|eraient)$")


def possible_infinitives(form: str) -> list[str]:
    """Infinitives that conjugation allows for a form in lower case, each once."""
    return list(dict.fromkeys((*_by_ending(form), *_by_vowel(form))))


def _by_ending(form: str) -> Iterator[str]:
    for length in range(1, min(_LONGEST, len(form)) + 1):
        stem, ending = form[:-length], form[-length:]
        for infinitive in BY_ENDING.get(ending, ()):
            if len(stem) + len(infinitive) > _SHORTEST_STEM + 1:
                yield stem + infinitive


def _by_vowel(form: str) -> Iterator[str]:
    if found := _GRAVE.search(form):
        stem, consonants = form[: found.start()], found[1]
        yield from (f"{stem}{vowel}{consonants}er" for vowel in "eé")
    if found := _DOUBLE.search(form):
        yield f"{form[: found.start()]}e{found[1][0]}er"
