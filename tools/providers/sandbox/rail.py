"""Railways and coach lines by country: who runs them, how fast, for how much, under which numbers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from travel.gazetteer import folded
from travel.places import Place


class Railway(NamedTuple):
    """`kmh` over the straight line, stops included; `fast` on main lines between big cities."""

    operator: str
    kmh: int
    fast: int
    euro_km: float
    prefix: str


# country: operator, km/h, km/h of main lines, euros a km, prefix of train numbers
_RAILWAYS = """
AT ÖBB 85 115 0.13 RJ|BE SNCB 75 90 0.16 IC|BG BDŽ 45 50 0.04 BV|CH SBB 75 95 0.33 IC
CZ České_dráhy 70 95 0.06 EX|DE DB 90 190 0.16 ICE|DK DSB 85 105 0.18 IC|EE Elron 75 85 0.07 R
ES Renfe 85 195 0.12 AVE|FI VR 85 105 0.12 IC|FR SNCF 80 205 0.15 TGV|GB National_Rail 80 110 0.24 GB
GR Hellenic_Train 65 85 0.08 IC|HR HŽ 50 60 0.07 IC|HU MÁV 65 85 0.06 IC|IE Iarnród_Éireann 75 90 0.13 A
IT Trenitalia 80 190 0.13 FR|LT LTG_Link 75 85 0.07 R|LU CFL 65 75 0.12 RE|LV Vivi 65 75 0.06 R
NL NS 80 95 0.19 IC|NO Vy 65 75 0.15 R|PL PKP_Intercity 75 110 0.08 IC|PT CP 75 100 0.1 IC
RO CFR_Călători 50 55 0.05 IR|RS Srbija_Voz 45 90 0.05 IC|SE SJ 90 125 0.13 R|SI SŽ 55 65 0.08 IC
SK ZSSK 65 85 0.06 R|TR TCDD 55 130 0.05 YHT|MA ONCF 75 100 0.06 A|TN SNCFT 55 65 0.04 T
EG Egyptian_National_Railways 65 75 0.03 E|JP JR 70 195 0.2 JR|KR Korail 75 190 0.12 KTX
CN China_Railway 85 210 0.075 G|HK China_Railway 85 190 0.2 G|TW Taiwan_Railway 75 100 0.08 TR
IN Indian_Railways 50 70 0.02 12|LK Sri_Lanka_Railways 30 35 0.02 10|TH State_Railway_of_Thailand 45 55 0.02 SP
MY KTM 55 95 0.05 ETS|VN Vietnam_Railways 45 50 0.04 SE|UZ O'zbekiston_Temir_Yo'llari 70 140 0.06 A
KZ KTZ 60 75 0.03 T|GE Georgian_Railway 55 60 0.05 8|KE Kenya_Railways 60 75 0.06 K
US Amtrak 55 65 0.12 AMTK|CA VIA_Rail 65 85 0.16 VIA|AU NSW_TrainLink 60 70 0.1 NT
"""
# Between these a train runs through; any other country keeps its trains to itself.
_THROUGH = (
    "AT BE CH CZ DE DK ES FR HU IT LU NL PL SE NO SI SK HR RO",
    "EE LV LT",
    "CN HK",
    "MY TH",
    "US CA",
    "UZ KZ",
)
# country: a coach line that goes there
_COACHES = (
    "AT BE BG CH CZ DE DK ES FR HR HU IT LU NL NO PL PT RO SE SI SK US CA=FlixBus;GB=National Express;"
    "IE=Bus Éireann;EE LV LT FI=Lux Express;GR=KTEL;TR=Kâmil Koç;MX=ADO;AR=Andesmar;CL=Turbus;"
    "PE=Cruz del Sur;CO=Expreso Bolivariano;EC=Flota Imbabura;BR=Viação Cometa;UY=COT;BO=Trans Copacabana;"
    "MA=CTM;TN=SNTRI;EG=Go Bus;ZA NA BW=Intercape;KE TZ UG=Modern Coast;IL=Egged;JO=JETT;"
    "TH=Nakhonchai Air;VN=Phuong Trang;KH=Giant Ibis;MY SG=Transnasional;LA=King of Bus;IN=Zingbus;"
    "NP=Greenline;LK=SLTB;JP=Willer Express;KR=Kobus;TW=Ubus;PH=Victory Liner;ID=DAMRI;"
    "AU=Greyhound Australia;NZ=InterCity;CR=Interbus;GT NI HN SV PA=Tica Bus;GE AM=Metro Georgia;"
    "RS BA ME MK AL=Lasta;IS=Strætó;AE=E100;OM=Mwasalat;SA=SAPTCO;CU=Viazul;DO=Caribe Tours"
)
# Well-known places without a railway, in countries that have one.
_STATIONLESS = (
    "Dubrovnik|Zadar|Hvar|Plitvice Lakes|Amalfi|Positano|Ravello|Marbella|Nerja|Saint-Tropez|"
    "Essaouira|Chefchaouen|Agadir|Ouarzazate|Merzouga|Antalya|Bodrum|Marmaris|Fethiye|Göreme|"
    "Cappadocia|Nevşehir|Trabzon|Alanya|Sharm el-Sheikh|Hurghada|Dahab|Marsa Alam|Hội An|Hoi An|"
    "Ha Long|Hạ Long|Sa Pa|Da Lat|Đà Lạt|Phuket|Krabi|Pai|Chiang Rai|Las Vegas|Nashville|Phoenix|"
    "Columbus|Louisville|Banff|Whistler|Nafplio|Delphi|Nazaré|Óbidos|Fátima|Manali|Leh|Munnar|"
    "Alice Springs|Hallstatt|Isle of Skye|Skye|Killarney National Park|Doolin|Dingle|Munduk|Mestia"
)
STATIONLESS = frozenset(folded(name) for name in _STATIONLESS.split("|"))


def has_station(place: Place) -> bool:
    return place.kind != "island" and folded(place.name) not in STATIONLESS


def _railways() -> dict[str, Railway]:
    found: dict[str, Railway] = {}
    for line in _RAILWAYS.strip().splitlines():
        for cell in line.split("|"):
            country, operator, kmh, fast, euro_km, prefix = cell.split()
            name = operator.replace("_", " ")
            found[country] = Railway(name, int(kmh), int(fast), float(euro_km), prefix)
    return found


RAILWAYS: Mapping[str, Railway] = MappingProxyType(_railways())
THROUGH: Mapping[str, int] = MappingProxyType(
    {country: number for number, codes in enumerate(_THROUGH) for country in codes.split()}
)
COACHES: Mapping[str, str] = MappingProxyType(
    {
        country: line.partition("=")[2]
        for line in _COACHES.split(";")
        for country in line.partition("=")[0].split()
    }
)


def railway(origin_country: str, destination_country: str) -> Railway | None:
    """Who runs a train from the one to the other, at the pace of the slower; None for nobody."""
    a, b = RAILWAYS.get(origin_country), RAILWAYS.get(destination_country)
    if a is None or b is None:
        return None
    if origin_country == destination_country:
        return a
    group = THROUGH.get(origin_country)
    if group is None or group != THROUGH.get(destination_country):
        return None
    fast = (a.fast + b.fast) // 2 - 15
    euro_km = (a.euro_km + b.euro_km) / 2
    return Railway(a.operator, min(a.kmh, b.kmh), min(fast, 150), euro_km, "EC")
