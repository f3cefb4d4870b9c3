"""Names that are always the same thing in news: states, capitals, organisations."""

from __future__ import annotations

CAPITALS = (
    "Abidjan|Abou-Dhabi|Abu Dhabi|Abuja|Accra|Addis-Abeba|Alger|Amman|Ankara|Antananarivo|Athènes|"
    "Bagdad|Bakou|Bamako|Bangkok|Bangui|Belgrade|Berlin|Berne|Beyrouth|Bissau|Bogota|Bratislava|"
    "Brasilia|Brazzaville|Bruxelles|Bucarest|Budapest|Buenos Aires|Bujumbura|Canberra|Caracas|"
    "Chisinau|Colombo|Conakry|Copenhague|Dakar|Damas|Dhaka|Djouba|Doha|Dublin|Erevan|Freetown|"
    "Gaborone|Genève|Hanoï|Harare|Helsinki|Islamabad|Istanbul|Jakarta|Jérusalem|Kaboul|Kampala|"
    "Katmandou|Khartoum|Kiev|Kigali|Kinshasa|Kuala Lumpur|La Havane|La Haye|La Paz|Le Caire|"
    "Libreville|Lima|Lisbonne|Ljubljana|Lomé|Londres|Luanda|Lusaka|Luxembourg|Madrid|Malabo|"
    "Manille|"
    "Maputo|Mexico|Minsk|Mogadiscio|Monrovia|Montréal|Moscou|N'Djamena|Nairobi|New Delhi|New York|"
    "Niamey|Nicosie|Nouakchott|Oslo|Ottawa|Ouagadougou|Paris|Pékin|Phnom Penh|Port-au-Prince|"
    "Porto-Novo|Prague|Pretoria|Pyongyang|Quito|Rabat|Rangoun|Riga|Riyad|Rome|Sanaa|Santiago|"
    "Sarajevo|Séoul|Skopje|Sofia|Stockholm|Strasbourg|Tachkent|Taipei|Tallinn|Tbilissi|Téhéran|"
    "Tel-Aviv|Tel Aviv|Tirana|Tokyo|Tripoli|Tunis|Varsovie|Vienne|Vientiane|Vilnius|Washington|"
    "Windhoek|Yaoundé|Zagreb"
)
MORE_STATES = (
    "États-Unis|Etats-Unis|États-Unis d'Amérique|RDC|République démocratique du Congo|Centrafrique|"
    "République centrafricaine|Tchéquie|République tchèque|URSS|Union soviétique|Corée du Sud|"
    "Corée du Nord|Côte d'Ivoire|Royaume-Uni|Grande-Bretagne|Angleterre|Écosse|Birmanie|Palestine|"
    "Kosovo|Taïwan|Taiwan|Viêt Nam|Vietnam|Viet Nam|Chine|Hong Kong|Crimée|Donbass|Sahel|Europe|"
    "Afrique|Asie|Amérique|Océanie|Moyen-Orient|Proche-Orient|Maghreb|Balkans|Caucase|Bosnie|"
    "Guinée-Bissau|Guinée équatoriale|Guinée|Congo|Congo-Brazzaville|Émirats arabes unis|"
    "Arabie saoudite|"
    "Emirats arabes unis|Timor oriental|Soudan du Sud|Afrique du Sud|Nouvelle-Zélande|Macédoine|"
    "Cisjordanie|Gaza|bande de Gaza|Golan|mer Rouge|mer Noire|mer de Chine méridionale|Méditerranée"
)
ORGANISATIONS = (
    "OTAN|Otan|ONU|Onu|UE|UA|CEDEAO|Cédéao|CEEAC|CEMAC|UEMOA|Union européenne|Union africaine|"
    "Nations unies|Nations Unies|Ligue arabe|Conseil de sécurité|Conseil de l'Europe|OSCE|AIEA|"
    "OIAC|"
    "OTSC|OCS|BRICS|G5 Sahel|G7|G20|ASEAN|Asean|ANASE|OPEP|Opep|FMI|Banque mondiale|OMC|OMS|UNESCO|"
    "Unesco|UNICEF|Unicef|HCR|CICR|Croix-Rouge|Croissant-Rouge|Interpol|INTERPOL|Europol|Eurocorps|"
    "Frontex|Commission européenne|Parlement européen|Conseil européen|"
    "Cour pénale internationale|CPI|"
    "MINUSMA|Minusma|MONUSCO|Monusco|MINUSCA|Minusca|FINUL|Finul|EUTM|EUCAP|AMISOM|Africom|AFRICOM|"
    "CIA|FBI|NSA|DGSE|DGSI|FSB|GRU|SVR|KGB|MI5|MI6|Mossad|Shin Bet|Tsahal|Hamas|Hezbollah|Fatah|"
    "Daech|Daesh|Al-Qaïda|Al-Qaida|Boko Haram|Pentagone|Kremlin|Maison-Blanche|Maison Blanche|"
    "Élysée|"
    "Quai d'Orsay|Bundestag|Bundeswehr|Sénat|Congrès|Assemblée nationale|Premier League|AFP|"
    "Reuters|"
    "Xinhua|Tass|Airbus|Boeing|Dassault Aviation|Dassault|Thales|Naval Group|Lockheed Martin|"
    "Rheinmetall|"
    "MBDA|Nexter|Safran|Leonardo|Saab|Raytheon|Wagner|Rosoboronexport|PESCO|Coopération islamique|"
    "Francophonie|Commonwealth|FIFA|Microsoft|Google|Facebook|Twitter|Apple|Amazon|Gazprom|Huawei"
)
KEEP_ARTICLE = frozenset(
    [
        "La Haye",
        "Le Caire",
        "La Havane",
        "La Paz",
        "Le Monde",
        "Le Figaro",
        "La Rochelle",
        "Le Havre",
        "Le Mans",
        "Les Échos",
        "La Croix",
        "La Poste",
        "Le Point",
        "L'Express",
        "Le Pen",
        "Le Drian",
        "La Réunion",
        "Le Cap",
        "La Mecque",
        "Le Parisien",
        "La Courneuve",
        "Les Républicains",
        "La République en marche",
        "Le Bourget",
        "La Valette",
        "L'Équipe",
    ]
)


def states() -> set[str]:
    """French names of states and territories (CLDR), and usual ones it lacks."""
    from babel import Locale

    territories = Locale("fr").territories
    named = {str(n) for code, n in territories.items() if code.isalpha() and len(code) == 2}
    plain = {n.split(" (")[0].split(" [")[0] for n in named}
    return {n.replace("’", "'") for n in plain if n[0].isupper()} | set(MORE_STATES.split("|"))


def gazetteer() -> dict[str, str]:
    """Every name with its label."""
    table = dict.fromkeys(ORGANISATIONS.split("|"), "ORG")
    table.update(dict.fromkeys(CAPITALS.split("|"), "LOC"))
    table.update(dict.fromkeys(states(), "LOC"))
    return table
