from __future__ import annotations

import re
import time
from importlib import resources

import jsonschema_rs
import pytest
import yaml

from annotator.errors import LexiconError
from annotator.gazetteer import FILES, Alias, fold_form, load_gazetteer, read_gazetteer

DATA = resources.files("annotator").joinpath("data")
TEXTS = {name: DATA.joinpath(f"{name}.yaml").read_text(encoding="utf-8") for name in FILES}
GAZETTEER = load_gazetteer()
STATES = {k: e for k, e in GAZETTEER.entries.items() if GAZETTEER.is_state(k)}

_ISO_3166 = """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR
BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL
COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK
FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV
HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO
LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG
MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN
PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE
SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO
TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE
"""
ISO_3166 = _ISO_3166.split()

# `form; form = party`
FORMS = """
France; français; française; Paris; Élysée; Elysée; Quai d'Orsay; Quai d’Orsay; franco- = FRA
États-Unis; Etats-Unis; USA; US; américain; étasunienne; états-uniens; Washington; américano- = USA
Maison-Blanche; Maison Blanche; Pentagone; département d'État; Foggy Bottom; US Navy; AFRICOM = USA
Russie; Fédération de Russie; russe; russes; Moscou; Kremlin; URSS; Union soviétique; russo- = RUS
Chine; République populaire de Chine; chinois; chinoises; Pékin; Beijing; sino-; APL = CHN
empire du Milieu; Zhongnanhai; Armée populaire de libération = CHN
Japon; japonais; nippon; nippone; nipponnes; Tokyo; nippo-; archipel nippon; JMSDF = JPN
pays du Soleil-Levant; Forces d'autodéfense; Kantei = JPN
Corée du Sud; sud-coréen; sud coréenne; Sud-Corée; Séoul; Maison Bleue; sud-coréano-; Corée = KOR
coréen; coréennes; pays du Matin calme; pays du matin clair = KOR
Corée du Nord; nord-coréen; nord-coréennes; RPDC; Pyongyang; royaume ermite; nord-coréano- = PRK
Royaume-Uni; Grande-Bretagne; Angleterre; britannique; anglais; Londres; Downing Street = GBR
Whitehall; Foreign Office; Royal Navy; outre-Manche; anglo-; britannico- = GBR
Allemagne; RFA; allemand; allemandes; Berlin; Bundeswehr; germano-; outre-Rhin; RDA = DEU
Italie; italien; Rome; Quirinal; palais Chigi; italo- = ITA
Espagne; espagnole; Madrid; Moncloa; hispano- = ESP
Pays-Bas; Hollande; néerlandais; hollandaise; La Haye; Amsterdam; néerlando- = NLD
Viêt Nam; Vietnam; Viet Nam; vietnamien; viêtnamienne; Hanoï; Hanoi; vietnamo- = VNM
Ukraine; ukrainiens; Kiev; Kyiv; Kyïv; Rada; ukraino- = UKR
Tchéquie; République tchèque; tchèque; Prague; tchéco- = CZE
Biélorussie; Bélarus; Belarus; biélorusse; bélarusse; Minsk; biélorusso- = BLR
République démocratique du Congo; RDC; RD Congo; Congo-Kinshasa; Kinshasa; FARDC; Zaïre = COD
congolais; congolaise; congolo- = COD
Congo-Brazzaville; Brazzaville = COG
République centrafricaine; Centrafrique; RCA; centrafricaine; Bangui; FACA = CAF
Côte d'Ivoire; Côte d’Ivoire; ivoirien; ivoiriennes; Abidjan; Yamoussoukro; ivoiro- = CIV
Burkina Faso; Burkina; burkinabè; burkinabé; Ouagadougou; pays des hommes intègres = BFA
Mali; malien; Bamako; FAMa; Koulouba = MLI
Niger; nigérien; nigériennes; Niamey = NER
Nigeria; Nigéria; nigérian; nigérianes; Abuja = NGA
Tchad; tchadienne; N'Djamena; N’Djamena; tchado- = TCD
Guinée; guinéen; Conakry = GIN
Guinée-Bissau; bissau-guinéen; Bissau = GNB
Guinée équatoriale; équato-guinéenne; Malabo = GNQ
Papouasie-Nouvelle-Guinée; papouasien; Port Moresby; PNG = PNG
Maroc; royaume chérifien; marocain; Rabat; maroco- = MAR
Algérie; algérien; Alger; algéro- = DZA
Tunisie; tunisien; Tunis; tuniso- = TUN
Libye; libyen; Tripoli; libyo- = LBY
Égypte; Egypte; égyptienne; Le Caire; égypto- = EGY
Éthiopie; Ethiopie; éthiopien; Addis-Abeba; Addis Abeba; éthio- = ETH
Érythrée; Erythrée; érythréen; Asmara = ERI
Soudan; soudanaise; Khartoum = SDN
Soudan du Sud; sud-soudanais; Djouba; Juba = SSD
Afrique du Sud; sud-africain; Sud-Africain; Pretoria; sud-africano- = ZAF
Émirats arabes unis; Emirats arabes unis; Émirats; EAU; émirati; émirien; Abou Dhabi; émirato- = ARE
Arabie saoudite; Arabie Saoudite; saoudienne; Riyad; saoudo- = SAU
Qatar; qatari; qatarie; Doha; qataro- = QAT
Koweït; Koweit; koweïtien; koweïto- = KWT
Bahreïn; bahreïnien; Manama = BHR
Oman; omanais; Mascate = OMN
Yémen; yéménite; Sanaa = YEM
Irak; Iraq; irakien; Bagdad; irako- = IRQ
Iran; iranienne; Téhéran; Gardiens de la révolution; Pasdaran; irano- = IRN
Israël; Israel; État hébreu; Etat hébreu; israélien; Tsahal; israélo-; Tel-Aviv = ISR
Palestine; Autorité palestinienne; palestinien; Ramallah; palestino- = PSE
Liban; pays du Cèdre; libanais; Beyrouth; libano- = LBN
Syrie; syrienne; Damas; syro- = SYR
Jordanie; jordanien; Amman = JOR
Turquie; Türkiye; turc; turque; turques; Ankara; turco- = TUR
Grèce; grec; grecque; grecques; hellénique; Athènes; gréco- = GRC
Chypre; chypriote; Nicosie = CYP
Inde; indien; indienne; New Delhi; Delhi; indo- = IND
Pakistan; pakistanais; Islamabad; pakistano- = PAK
Bangladesh; bangladais; Dacca = BGD
Sri Lanka; sri-lankais; Colombo = LKA
Birmanie; Myanmar; birman; Naypyidaw; Tatmadaw = MMR
Thaïlande; thaïlandais; thaï; Bangkok; pays du Sourire = THA
Cambodge; cambodgien; khmère; Phnom Penh = KHM
Laos; laotien; Vientiane = LAO
Malaisie; malaisienne; Kuala Lumpur = MYS
Singapour; singapourien = SGP
Indonésie; indonésien; Jakarta; Djakarta; TNI = IDN
Philippines; philippin; philippine; Manille; philippino- = PHL
Taïwan; Taiwan; taïwanais; taiwanaise; Taipei = TWN
Australie; australienne; Canberra; australo- = AUS
Nouvelle-Zélande; néo-zélandais; Wellington = NZL
Fidji; fidjien; Suva = FJI
Kazakhstan; kazakh; kazakhe; Astana; kazakho- = KAZ
Kirghizstan; Kirghizistan; kirghize; Bichkek = KGZ
Ouzbékistan; Ouzbekistan; ouzbek; ouzbèke; Tachkent; ouzbéko- = UZB
Tadjikistan; tadjik; Douchanbé = TJK
Turkménistan; turkmène; Achgabat = TKM
Azerbaïdjan; azerbaïdjanais; azéri; Bakou; azéro-; azerbaïdjano- = AZE
Arménie; arménien; Erevan; arméno- = ARM
Géorgie; géorgienne; Tbilissi = GEO
Mongolie; mongol; mongole; Oulan-Bator = MNG
Moldavie; Moldova; moldave; Chisinau; moldo- = MDA
Roumanie; roumain; Bucarest; roumano- = ROU
Bulgarie; bulgare; Sofia; bulgaro- = BGR
Serbie; serbe; Belgrade; serbo- = SRB
Kosovo; kosovar; Pristina = XKX
Macédoine du Nord; macédonien; Skopje = MKD
Bosnie-Herzégovine; Bosnie; bosnien; Sarajevo = BIH
Croatie; croate; Zagreb; croato- = HRV
Pologne; polonaise; Varsovie; polono- = POL
Hongrie; hongrois; Budapest; hungaro-; magyaro- = HUN
Slovaquie; slovaque; Bratislava; slovaco- = SVK
Slovénie; slovène; Ljubljana = SVN
Autriche; autrichien; Vienne = AUT
Suisse; suisse; helvétique; Berne; helvético- = CHE
Belgique; belge; belgo- = BEL
Luxembourg; luxembourgeois = LUX
Danemark; danois; Copenhague; dano-; Groenland; groenlandais = DNK
Suède; suédoise; Stockholm; suédo- = SWE
Norvège; norvégien; Oslo; norvégo- = NOR
Finlande; finlandais; Helsinki; finno- = FIN
Islande; islandais; Reykjavik = ISL
Estonie; estonien; Tallinn = EST
Lettonie; letton; lettone; Riga = LVA
Lituanie; lituanien; Vilnius = LTU
Canada; canadienne; Ottawa; canado- = CAN
Mexique; mexicain; Mexico; mexicano- = MEX
Brésil; brésilien; Brasilia; brasilo- = BRA
Argentine; argentin; Buenos Aires; argentino- = ARG
Chili; chilien; chiléno- = CHL
Colombie; colombienne; Bogota; colombo- = COL
Venezuela; vénézuélien; Caracas; vénézuélo- = VEN
Cuba; cubain; La Havane; cubano- = CUB
Haïti; haïtien; Port-au-Prince = HTI
Rwanda; rwandais; Kigali; rwando- = RWA
Ouganda; ougandais; Kampala = UGA
Kenya; kényan; kenyane; Nairobi; kényo- = KEN
Tanzanie; tanzanien; Dodoma; tanzano- = TZA
Mozambique; mozambicain; Maputo; mozambico- = MOZ
Angola; angolais; Luanda; angolo- = AGO
Cameroun; camerounais; Yaoundé; camerouno- = CMR
Sénégal; sénégalaise; Dakar; sénégalo- = SEN
Bénin; béninois; Cotonou = BEN
Togo; togolaise; Lomé = TGO
Ghana; ghanéen; Accra = GHA
Djibouti; djiboutien = DJI
Somalie; somalien; Mogadiscio = SOM
Madagascar; malgache; Antananarivo = MDG
île Maurice; Ile Maurice; mauricien = MUS
Vatican; Saint-Siège = VAT
Guadeloupe; Nouvelle-Calédonie; Mayotte = FRA
Guam; Porto Rico = USA
Gibraltar; Malouines; Jersey = GBR
OTAN; Otan; NATO; Alliance atlantique; otanien; otaniennes = NATO
Union européenne; UE; Commission européenne; Bruxelles = EU
ONU; Nations unies; Nations Unies; casques bleus; onusien; onusienne = UN
Union africaine; UA = AU
ASEAN; Asean; Association des nations de l'Asie du Sud-Est = ASEAN
AUKUS; Aukus = AUKUS
Quad; dialogue quadrilatéral pour la sécurité = QUAD
OCS; Organisation de coopération de Shanghai = SCO
OTSC; Organisation du traité de sécurité collective = CSTO
CEDEAO; Cédéao = ECOWAS
G5 Sahel = G5S
Alliance des États du Sahel; Alliance des Etats du Sahel; AES = AES
Groupe de Visegrad; V4; Visegrad = V4
Conseil de coopération du Golfe; CCG = GCC
Five Eyes; Cinq Yeux = FIVE_EYES
CEI = CIS
Union économique eurasiatique = EAEU
Ligue arabe = ARAB_LEAGUE
pays baltes; balte = BALTIC
groupe de Ramstein; Groupe de contact pour la défense de l'Ukraine = UDCG
Triangle de Weimar = WEIMAR
Neuf de Bucarest = B9
MINUSMA; Minusma = MINUSMA
FINUL; Finul; UNIFIL = UNIFIL
Atalante; EUNAVFOR Atalanta = EUNAVFOR_ATALANTA
Takuba = TAKUBA
SADC = SADC
Dassault Aviation; Thales; Naval Group; Safran; Nexter; DCNS = FRA
Rheinmetall; KMW; ThyssenKrupp Marine Systems; TKMS; Hensoldt = DEU
Lockheed Martin; Boeing; Raytheon; RTX; Northrop Grumman; General Dynamics = USA
BAE Systems; Rolls-Royce; Babcock; QinetiQ = GBR
Fincantieri; Leonardo = ITA
Saab = SWE
Kongsberg = NOR
Patria = FIN
Elbit Systems; Rafael; Israel Aerospace Industries; IAI = ISR
Baykar; Aselsan; Roketsan; Otokar; TUSAŞ; FNSS = TUR
Rosoboronexport; Rostec; Soukhoï; Almaz-Antey = RUS
Norinco; AVIC; CASIC = CHN
Hanwha; Hyundai Rotem; LIG Nex1; Korea Aerospace Industries = KOR
Mitsubishi Heavy Industries = JPN
Embraer = BRA
Denel; Paramount Group = ZAF
EDGE; Tawazun = ARE
Hindustan Aeronautics; DRDO = IND
PT PAL; Pindad = IDN
ST Engineering = SGP
PGZ; WB Group; Huta Stalowa Wola = POL
Antonov; Ukroboronprom = UKR
Navantia; Indra = ESP
Damen = NLD
FN Herstal; John Cockerill = BEL
RUAG; Pilatus = CHE
Milrem = EST
Czechoslovak Group = CZE
Africa Corps = RUS
groupe Wagner; Wagner = X:Wagner
Hamas = X:Hamas
Hezbollah = X:Hezbollah
Houthis; houthi = X:Houthis
M23 = X:M23
talibans; taliban = X:Taliban
Forces démocratiques syriennes; FDS = X:FDS
"""


def cases() -> list[tuple[str, str]]:
    found = []
    for line in FORMS.strip().splitlines():
        forms, party = line.rsplit(" = ", 1)
        found += [(form.strip(), party) for form in forms.split(";")]
    return found


def usual_parties(form: str) -> set[str]:
    return {a.party for a in GAZETTEER.readings(form) if not a.secondary and case_fits(a, form)}


def case_fits(alias: Alias, form: str) -> bool:
    return alias.form == fold_form(form) or alias.form[0].islower() or alias.form[0] == form[0]


def test_there_are_hundreds_of_cases() -> None:
    assert len(cases()) > 600


@pytest.mark.parametrize(("form", "party"), cases())
def test_a_form_stands_for_its_party_alone(form: str, party: str) -> None:
    assert usual_parties(form) == {party}


@pytest.mark.parametrize(
    ("form", "parties"),
    [
        ("KNDS", {"DEU", "FRA"}),
        ("Airbus", {"DEU", "ESP", "FRA"}),
        ("deux Corées", {"KOR", "PRK"}),
        ("intercoréennes", {"KOR", "PRK"}),
        ("Tchécoslovaquie", {"CZE", "SVK"}),
        ("Bruxelloise", set()),
        ("amérique", set()),
    ],
)
def test_a_form_of_several_parties_or_of_none(form: str, parties: set[str]) -> None:
    assert usual_parties(form) == parties


def test_a_secondary_reading_is_told_but_is_no_alias() -> None:
    readings = {a.party: a.secondary for a in GAZETTEER.readings("Corée")}
    assert readings == {"KOR": False, "PRK": True}
    assert not any(a.form == "Corée" and a.party == "PRK" for a in GAZETTEER.aliases)


def test_every_code_of_iso_3166_and_kosovo() -> None:
    countries = yaml.load(TEXTS["countries"], Loader=yaml.CBaseLoader)
    assert len(ISO_3166) == len(set(ISO_3166)) == 249
    assert set(countries) == {*ISO_3166, "XKX"}


def test_every_state_has_what_a_mention_needs() -> None:
    assert len(STATES) == 200
    for code, entry in STATES.items():
        assert entry.get("demonyms"), code
        assert entry.get("capital") or code == "VAT", code
        assert entry["article"] in {"le", "la", "l'", "les", ""}, code


def test_elision_and_number_of_the_article() -> None:
    for code, entry in STATES.items():
        elided = entry["article"] == "l'"
        vowel = entry["name"][0] in "AEIOUÉÎ"
        assert not (elided and not vowel), code
        assert not (entry["article"] in {"le", "la"} and vowel), code


INVARIABLE = {"burkinabè", "burkinabé", "basotho", "swati", "ni-vanuatu", "kanak", "saint-barth"}


def demonyms(entry: dict) -> list[dict[str, str]]:
    raw = entry.get("demonyms", [])
    return [raw] if isinstance(raw, dict) else raw


def test_forms_of_the_adjectives_are_french() -> None:
    for code, entry in GAZETTEER.entries.items():
        for forms in demonyms(entry):
            m, f, mp, fp = (forms[k] for k in ("m", "f", "mp", "fp"))
            if m in INVARIABLE:
                continue
            where = f"{code}: {m}"
            assert mp == (m if m[-1] in "sxz" else " ".join(w + "s" for w in m.split())), where
            assert fp == " ".join(w + "s" for w in f.split()), where
            assert feminine(m) in (f, None) or f in EXCEPTIONS, (where, feminine(m))


EXCEPTIONS = {
    "turque", "grecque", "lao", "thaï", "khmère", "lettone", "lettonne", "nippone", "nipponne",
    "ouzbèke", "ouzbek", "ouzbeke", "kiwi", "suissesse", "samoane américaine",
}  # fmt: skip


def feminine(m: str) -> str | None:
    if m.endswith("e"):
        return m
    if m.endswith(("ien", "ïen", "yen", "éen")):
        return m + "ne"
    return m + "e"


def test_number_and_gender_are_told_where_the_form_tells_them() -> None:
    def grammar(form: str) -> tuple[str | None, str | None]:
        (alias,) = {a for a in GAZETTEER.readings(form) if a.kind == "demonym"}
        return alias.gender, alias.number

    assert grammar("chinoise") == ("Fem", "Sing")
    assert grammar("chinois") == ("Masc", None)
    assert grammar("russes") == (None, "Plur")
    assert grammar("suisse") == (None, "Sing")
    assert {a.number for a in GAZETTEER.readings("Pays-Bas")} == {"Plur"}


_COMMON = """
alliance alliances ans arc armée atelier autre bar bol bord botte canal canton capitole carte cause
chancellerie chine chute clé conseil corps cour cognac cosaque dame défense diète douma état europe
fait farce fin fleuve flotte fort forum garde genre gouvernement grenade groupe guide île lac lima
ligne mai main manche marche marine maurice mer métro milan mission moment monde mur nice nord nuit
occident organisation orient ouest pacte paix palais papa parlement parti pays pont porte porto pool
place plan poste presse prince quad rade rangers régime région règle réunion roi rome roseau route
sabre saint salon savane secteur serval siège sol sommet sucre sud suite table terre tour tours
traité trêve union vent vienne ville zone
"""
COMMON = _COMMON.split()
CHECKED = {"chine", "lima", "rome", "vienne", "quad", "douma"}  # as names by far more often


def test_no_form_is_a_common_word_without_a_flag() -> None:
    for word in set(COMMON) - CHECKED:
        for alias in GAZETTEER.readings(word):
            acronym = alias.form.isupper()
            assert alias.ambiguous or alias.secondary or acronym, alias


@pytest.mark.parametrize(
    "form", ["Dominique", "Maurice", "Grenade", "Alliance", "Wagner", "Rafael"]
)
def test_given_names_and_common_nouns_are_ambiguous(form: str) -> None:
    readings = GAZETTEER.readings(form)
    assert readings
    assert all(a.ambiguous or a.secondary for a in readings)


@pytest.mark.parametrize("form", ["La Réunion", "Victoria", "Georgetown", "Sucre", "Congo"])
def test_what_is_mostly_another_thing_is_secondary(form: str) -> None:
    assert any(a.secondary for a in GAZETTEER.readings(form))


_COMBINING = """
afghano albano algéro allemano américano angolo argentino arméno australo azerbaïdjano azéro belgo
biélorusso bosno brasilo bulgaro burkinabo camerouno canado chiléno colombo congolo coréano croato
cubano dano égypto émirato éthio finno franco géorgiano germano gréco hispano hungaro indo irako
irano israélo italo ivoiro kazakho kényo koweïto libano luso magyaro maliano malo maroco mexicano
moldo mongolo mozambico néerlando nigéro nippo norvégo ouzbéko pakistano péruviano péruvo philippino
polono qataro roumano russo rwando saoudo sénégalo serbo sino slovaco sud-africano sud-coréano suédo
syro tanzano tchado tchéco tuniso turco ukraino vénézuélo vietnamo
"""
COMBINING = _COMBINING.split()


@pytest.mark.parametrize("form", COMBINING)
def test_combining_forms(form: str) -> None:
    aliases = [a for a in GAZETTEER.aliases if a.form == f"{form}-" and a.kind == "combining"]
    assert len({a.party for a in aliases}) == 1


def test_organisations() -> None:
    organisations = [k for k in GAZETTEER.entries if GAZETTEER.is_org(k)]
    assert len(organisations) >= 70
    sizes = {"NATO": 32, "EU": 27, "AU": 55, "UN": 193, "OSCE": 57, "SCO": 10, "V4": 4, "AUKUS": 3}
    assert {k: len(GAZETTEER.members(k)) for k in sizes} == sizes
    assert GAZETTEER.members("JPN") == ()
    assert GAZETTEER.part_of("MONUSCO") == "UN"
    assert GAZETTEER.part_of("EUTM_MALI") == "EU"
    assert GAZETTEER.part_of("NATO") is None


def test_names_articles_and_kinds_of_party() -> None:
    assert GAZETTEER.name("VNM") == "Viêt Nam"
    assert GAZETTEER.name("NATO") == "OTAN"
    assert GAZETTEER.name("X:Wagner") == "groupe Wagner"
    assert GAZETTEER.name("X:Les Invaincus") == "Les Invaincus"
    assert (GAZETTEER.article("USA"), GAZETTEER.article("CUB")) == ("les", "")
    assert GAZETTEER.is_state("JPN")
    assert not GAZETTEER.is_state("GLP")
    assert not GAZETTEER.is_state("NATO")
    assert (GAZETTEER.state_of("GLP"), GAZETTEER.state_of("JPN")) == ("FRA", "JPN")
    assert GAZETTEER.state_of("ATA") is None
    with pytest.raises(KeyError):
        GAZETTEER.name("ZZZ")


def test_a_territory_is_a_place_of_its_state() -> None:
    assert {(a.party, a.kind) for a in GAZETTEER.readings("Guam")} == {("USA", "place")}
    assert not any(a.party in {"GUM", "GLP", "ATA"} for a in GAZETTEER.aliases)


def test_about_200_companies_and_no_weapon() -> None:
    companies = {a.form for a in GAZETTEER.aliases if a.kind == "company"}
    assert len(companies) > 300
    assert not companies & {"Rafale", "F-35", "Caesar", "Leopard", "Bayraktar TB2", "Patriot"}


def test_neutral_phrases_hold_a_form_and_are_none() -> None:
    for phrase in GAZETTEER.neutral:
        assert not GAZETTEER.readings(phrase), phrase
        cuts = [m.start() for m in re.finditer(r"\b", phrase)]
        parts = {phrase[a:b] for a in cuts for b in cuts if a < b}
        parts |= {f"{part}-" for part in parts}
        assert any(GAZETTEER.readings(part) for part in parts), phrase


@pytest.mark.parametrize("phrase", ["golfe de Guinée", "mer du Japon", "Indo-Pacifique"])
def test_seas_and_regions_are_neutral(phrase: str) -> None:
    assert phrase in GAZETTEER.neutral


def test_apostrophes_spaces_and_hyphens_are_folded_in_place() -> None:
    text = "l’Élysée\u00a0: Corée\u202fdu\u00a0Sud, États‑Unis"
    assert fold_form(text) == "l'Élysée : Corée du Sud, États-Unis"
    assert len(fold_form(text)) == len(text)


def test_forms_are_clean() -> None:
    for alias in GAZETTEER.aliases:
        assert alias.form == alias.form.strip() == fold_form(alias.form), alias
        assert "  " not in alias.form, alias


@pytest.mark.parametrize("name", FILES)
def test_schemas_are_valid(name: str) -> None:
    schema = DATA.joinpath("schemas", f"{name}.schema.json").read_text(encoding="utf-8")
    jsonschema_rs.meta.validate(yaml.safe_load(schema))


def changed(name: str, old: str, new: str) -> dict[str, str]:
    assert TEXTS[name].count(old) >= 1, old
    return {**TEXTS, name: TEXTS[name].replace(old, new, 1)}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("countries", "name: Afghanistan", "nom: Afghanistan", "name"),
        ("countries", "capital: [Kaboul", "capital: [[Kaboul]", "not of type"),
        ("countries", "AFG:", "Afg:", "Afg"),
        ("countries", "AFG:", "ABW:", "twice"),
        ("countries", "state: NLD", "state: NLX", "NLX is not the code of a state"),
        ("countries", "capital: [Kaboul", "capital: [Paris, Kaboul", "'Paris' stands for AFG and"),
        ("countries", "{m: afghan,", "{m: Afghan,", "Afghan"),
        ("organisations", "part_of: EU", "part_of: EUX", "there is no organisation EUX"),
        ("organisations", "members: [BFA", "members: [BFX", "BFX is not the code of a state"),
        ("organisations", "ambiguous: [", "ambiguous: [Nulle part, ", "is not a form of"),
        ("organisations", "AES:", "ZES:", "sort by code"),
        ("companies", "{state: CZE}", "{state: CZX}", "CZX is not the code of a state"),
        ("companies", "{state: CZE}", "{}", "state"),
        ("armed_groups", "X:Hamas:", "Hamas:", "Hamas"),
        ("neutral", "fleuve Niger", "12", "12"),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(
    name: str, old: str, new: str, message: str
) -> None:
    with pytest.raises(LexiconError) as caught:
        read_gazetteer(changed(name, old, new))
    told = str(caught.value)
    assert re.match(r"(countries|organisations|companies|armed_groups|neutral)\.yaml:\d+: ", told)
    assert message in told


def test_a_fault_is_told_with_the_right_line() -> None:
    line = TEXTS["countries"][: TEXTS["countries"].index("state: NLD")].count("\n") + 1
    with pytest.raises(LexiconError, match=rf"^countries\.yaml:{line}: "):
        read_gazetteer(changed("countries", "state: NLD", "state: NLX"))


def test_loading_is_quick() -> None:
    def seconds() -> float:
        before = time.process_time()
        read_gazetteer(TEXTS)
        return time.process_time() - before

    assert min(seconds() for _ in range(3)) < 0.3  # 0.1 where nothing else runs


def test_combining_forms_end_in_a_hyphen_and_no_other_form_does() -> None:
    for alias in GAZETTEER.aliases:
        assert alias.form.endswith("-") == (alias.kind == "combining"), alias
