"""The sandbox's hotels: which stand in a town, made up from a seed, always the same ones.

No name is meant to be a real one. Prices start from `price_of_a_room`, a hand-written table.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from math import cos, exp, pi, radians, sin
from typing import NamedTuple

from tools.providers.sandbox.seeded import bell, between, chance, pick, unit, whole
from travel.gazetteer import folded
from travel.places import distance_km
from travel.wishes import AccessNeed, Amenity, Board

KM_A_DEGREE = 111.2


class Spot(NamedTuple):
    """A named point: an area of a town, or its centre."""

    name: str
    lat: float
    lon: float


class Town(NamedTuple):
    """What the hotels of a place depend on."""

    key: str
    name: str
    country: str
    centre: Spot
    areas: tuple[Spot, ...]
    hotels: tuple[int, int]  # from, to
    beach: bool = False


class Hotel(NamedTuple):
    key: str
    name: str
    area: str
    lat: float
    lon: float
    centre_km: float
    stars: int
    rating: float
    nightly: float  # EUR: a double room without meals on an ordinary night
    room_sizes: tuple[int, ...]  # persons, ascending
    boards: tuple[Board, ...]  # ascending
    amenities: tuple[Amenity, ...]
    accessible: tuple[AccessNeed, ...]
    check_in_from: time
    check_out_until: time
    refund_days: int | None  # before check-in; None is never


_PRICES = """
PT 84|ES 90|FR 102|IT 105|DE 98|AT 112|CH 170|GB 115|IE 140|NL 130|BE 112|LU 130|DK 135|SE 115|NO 135|FI 115|IS 185
GR 85|CY 85|MT 95|TR 60|HR 92|SI 90|HU 70|CZ 70|SK 68|PL 62|RO 58|BG 52|RS 58|BA 50|ME 75|AL 50|MK 46|EE 75|LV 65
LT 65|UA 45|RU 60|GE 48|AM 50|AZ 60|MA 58|TN 50|EG 46|JO 70|IL 160|LB 80|AE 105|QA 100|OM 85|SA 100|BH 85|KW 105|ZA 68
KE 78|TZ 85|NG 85|GH 80|ET 60|MU 105|SC 190|NA 75|SN 70|IN 42|LK 45|NP 34|BD 45|PK 45|MV 210|TH 40|VN 35|KH 34|LA 35
MM 35|MY 46|SG 150|ID 42|PH 50|JP 92|KR 82|CN 58|HK 115|TW 80|MO 110|MN 60|KZ 60|UZ 45|AU 125|NZ 112|FJ 120|PF 230
US 140|CA 130|MX 62|CU 60|DO 95|JM 120|BS 210|BB 190|PR 150|CR 82|PA 75|GT 58|CO 48|EC 52|PE 50|BO 38|CL 75|AR 60
UY 78|BR 60|PY 50|MC 260|AD 90|LI 150|GL 165|FO 130|SJ 170|AX 115|CV 65|GI 120|BZ 85|SV 55|NI 45|HN 55|MZ 75|ZM 90
ZW 90|BW 110|RW 75|UG 65|MG 50|DZ 58|KG 40|TJ 45|IR 45|IQ 70|CI 75|AW 180|CW 130|MQ 115|GP 115|RE 100|NC 120|WS 95
VU 120|CK 150|KY 260|AG 200|LC 200|TC 260|GD 170|TT 90|BM 260|BT 95|BN 80|MD 48|XK 48|SM 85|SX 180|GU 130
lisbon 96|porto 86|madrid 108|barcelona 128|seville 95|paris 155|nice 118|cannes 130|lyon 100|london 178|edinburgh 138
dublin 158|amsterdam 162|brussels 115|berlin 104|munich 128|hamburg 110|vienna 118|salzburg 122|zurich 190|geneva 188
zermatt 195|rome 128|venice 150|florence 134|milan 142|naples 98|athens 94|santorini 165|mykonos 185|istanbul 74
budapest 78|prague 84|krakow 64|warsaw 74|dubrovnik 125|copenhagen 150|stockholm 126|oslo 140|helsinki 126
reykjavik 188|new york city 215|new york 215|san francisco 185|los angeles 172|boston 205|washington 168|chicago 158
miami 178|las vegas 112|honolulu 225|seattle 165|orlando 118|toronto 150|vancouver 168|mexico city 76|cancun 118
buenos aires 66|rio de janeiro 80|cape town 88|marrakesh 64|cairo 50|dubai 112|bangkok 46|phuket 56|denpasar 50
ubud 52|tokyo 112|kyoto 108|osaka 90|singapore 148|sydney 150|melbourne 126|auckland 120|courchevel 240
val d isere 210|chamonix 150|innsbruck 118|st moritz 240|cortina d ampezzo 190|fira 160|oia 185|positano 240
amalfi 185|capri 240|sorrento 145|saint tropez 250|hvar 125|tulum 135|cabo san lucas 170|cusco 60|puerto ayora 105
key west 225|kahului 260|lahaina 270|lihue 250|aspen 320|vail 290|banff 185|whistler 195|queenstown 145
grand canyon village 185|porto cervo 260|nantucket 310
"""
_PRICE_IN = dict(re.findall(r"([A-Z]{2}|[a-z][a-z ]+) (\d+)", _PRICES))

# Countries, then patterns for one to five stars ("/" between two that will do); two lines of emblems.
_NAMES = """
PT BR AO MZ CV = Hostel {}|Pensão {}|Casa {}/Hotel {}|Hotel {}|Palácio {}
da Andorinha|do Limoeiro|das Sete Lanternas|do Gato Azul|da Maré Alta|do Moinho Velho|da Lua Nova
do Pátio Florido|da Figueira Mansa|das Cegonhas|do Farol Branco|da Romãzeira|do Relógio Lento
ES MX AR CL CO PE EC BO UY PY CU DO CR PA GT HN NI SV VE PR AD = Hostal {}|Posada {}|Hotel {}|Gran Hotel {}|Palacio {}
de la Golondrina|del Naranjo|de las Siete Velas|del Gato Dormido|de la Higuera|del Molino Azul|del Colibrí
de la Luna Clara|del Patio Verde|de las Cigüeñas|del Almendro|de la Campana Lenta|del Mirlo
FR MC BE LU SN CI PF GP MQ RE NC = Auberge {}|Pension {}|Hôtel {}|Hôtel {}/Maison {}|Grand Hôtel {}
de l'Hirondelle|du Tilleul Bleu|des Trois Lanternes|du Chat qui Rêve|de la Marée Douce|du Vieux Moulin
des Glycines|du Héron Gris|de la Lune Claire|des Deux Cerises|du Phare Endormi|de l'Horloge Lente
IT SM VA = Ostello {}|Pensione {}|Albergo {}/Hotel {}|Hotel {}|Palazzo {}
Rondine Azzurra|Melograno|Sette Lanterne|Gatto Sereno|Luna Chiara|Vecchio Mulino|Tre Cipressi|Fico Gentile
Glicine|Airone Bianco|Due Limoni|Faro Quieto|Civetta d'Oro|Cortile Segreto
DE AT CH LI = Hostel {}|Pension {}|Hotel {}|Parkhotel {}/Hotel {}|Grandhotel {}
Blaue Amsel|Kastanienhof|Sieben Laternen|Silberreiher|Lindenuhr|Alte Mühle|Mondgarten|Drei Eichhörnchen
Holunder|Sternenbrücke|Roter Milan|Apfelwinkel|Wolkenhaus|Leiser Bach
NL SR AW CW = Hostel {}|Logement {}|Hotel {}|Parkhotel {}/Hotel {}|Grand Hotel {}
De Blauwe Reiger|De Zeven Lantaarns|De Stille Molen|De Gouden Uil|Het Lindehuis|De Trage Klok
De Drie Tulpen|Het Zilverhof|De Witte Zwaluw|De Nachtegaal|De Groene Luiken|Het Kanaalhuis
SE NO DK FI IS FO GL = Hostel {}|Pensionat {}|Hotel {}|Park Hotel {}/Hotel {}|Grand {}
Nordlykta|Birkelund|Svalan|Fjordlys|Sølvreven|Havstjerna|Lindholm|Tranen|Vinterhage|Blåbær|Solvind
Myrtelle|Månskär|Fyrlys
CZ SK PL = Hostel {}|Pension {}|Hotel {}|Park Hotel {}/Hotel {}|Grand Hotel {}
Sova|Lipa|Jantar|Sokol|Kalina|Jasmin|Topola|Lampa|Malina|Luna|Havran|Stara Brama|Modra Hvezda
Kamen|Zlata Ryba|Rosa
HR SI RS BA ME MK BG UA RU = Hostel {}|Pansion {}|Hotel {}|Vila {}/Hotel {}|Grand Hotel {}
Lastavica|Lavanda|Bijela Roda|Stari Mlin|Maslina|Zlatna Lampa|Jasmin|Plava Sova|Lipa|Tri Bora
Mjesečina|Kalina|Smokva|Tiha Uvala
HU = Hostel {}|Panzió {}|Hotel {}|Park Hotel {}/Hotel {}|Grand Hotel {}
Kék Fecske|Hársfa|Hét Lámpás|Ezüst Gém|Arany Bagoly|Holdfény|Régi Malom|Levendula|Borostyán
Gesztenye|Fehér Gólya|Csendes Óra
GR CY = Hostel {}|Pension {}|Hotel {}|{} Suites/Hotel {}|{} Palace
Galini|Chelidoni|Lemonia|Asimenia Selini|Kochyli|Thymari|Meltemi|Anemos|Glaros|Koukouvagia|Levanta
Ammos|Rodia|Yasemi
TR AZ = {} Hostel|{} Pansiyon|{} Otel|{} Konak/{} Otel|{} Saray
Mavi Leylek|Nar Bahçesi|Yedi Fener|Ihlamur|Gümüş Ay|Lale|Kırlangıç|Eski Saat|Zeytin|Erguvan|Turna
Sakin Liman|Badem
MA DZ TN = Auberge {}|Dar {}|Riad {}|Riad {}/Hotel {}|Palais {}
al Yasmin|an-Nakhil|Sab'a Masabih|al Qamar|ar-Rumman|az-Zaytun|Bab as-Salam|al Hudhud|an-Nasim|al Warda
as-Sunbula|al Fanus|al Bulbul|az-Za'faran
EG JO LB AE QA OM SA BH KW IQ SY PS = {} Hostel|{} Inn|{} Hotel|{} Hotel/{} Residence|Qasr {}
Al Yasmin|An-Nakhil|Sab'a Masabih|Al Qamar|Ar-Rumman|Az-Zaytun|Bab as-Salam|Al Hudhud|An-Nasim
Al Warda|As-Sunbula|Al Fanus|Al Bulbul|Az-Za'faran
JP = Hostel {}|Guesthouse {}/Minshuku {}|Hotel {}|Hotel {}/Ryokan {}|{} Palace Hotel
Tsukimi|Aokaze|Nanatsuboshi|Hotaru|Komorebi|Shirasagi|Asagiri|Yuzu no Ki|Suzumushi|Minazuki
Kawasemi|Hoshizora|Tanpopo|Yamabuki
TH VN KH LA MM MY SG ID PH LK NP MV IN BD = {} Hostel|{} Guesthouse|Hotel {}/{} Inn|{} Residence/{} Hotel|{} Grand
Jade Heron|Seven Lanterns|Lotus Lane|Paper Boat|Banyan Moon|Silver Gecko|Mango Court|Quiet River
Golden Kite|Teak Garden|Jasmine Gate|Morning Tide|Blue Orchid|Monsoon House
CN HK TW MO KR MN = {} Hostel|{} Inn|{} Hotel|{} Garden Hotel/{} Hotel|{} Grand Hotel
Moon Gate|White Crane|Plum Blossom|Seven Stars|Quiet Bamboo|Jade Bridge|Paper Lantern|Golden Carp
Cloud Pavilion|Red Maple|Tea Ladder|Swallow Nest
GB IE MT GI = The {} Hostel|{} Lodge/{} Guest House|The {}/The {} Hotel|The {} Hotel|The Grand {}
Copper Heron|Seven Lanterns|Sleeping Fox|Paper Kite|Old Millstone|Blue Thistle|Silver Otter|Lamplighter
Slow Clock|Wandering Hare|Foxglove|Weathervane|Quiet Harbour|Juniper
US CA AU NZ BS BB JM FJ = {} Hostel|{} Inn|Hotel {}/{} Inn & Suites|The {}/The {} Hotel|The {} Grand
Blue Heron|Lantern House|Paper Moon|Juniper|Silver Fern|Seven Sparrows|Copper Kettle|Slow Tide|Driftwood
Morning Star|Magnolia|Red Kite|Halfway Home|Quiet Harbor
* = {} Hostel|{} Guesthouse|Hotel {}|{} Lodge/{} Hotel|{} Grand Hotel
Seven Lanterns|Blue Heron|Acacia|Morning Star|Silver Moon|Quiet Garden|Old Mill|Golden Kite|Swallow
Jasmine|Paper Boat|Two Rivers|Tamarind|Sundial
"""
_BY_THREE = iter(_NAMES.strip().splitlines())
_LANGUAGE = {
    country: (head.split(" = ")[1].split("|"), f"{first}|{second}".split("|"))
    for head, first, second in zip(_BY_THREE, _BY_THREE, _BY_THREE, strict=True)
    for country in head.split(" = ")[0].split()
}

_STARS = (3, 4, 2, 3, 5, 1, 3, 4, 2, 3, 4, 3, 1, 4, 3, 2, 4, 3, 5, 3)  # the mix, in any number
# Share of the houses of one to five stars that have it; a beach adds the last column.
_HAS: Mapping[Amenity, tuple[float, ...]] = {
    "wifi": (0.97, 0.97, 0.99, 1, 1, 0),
    "pool": (0, 0.02, 0.1, 0.35, 0.7, 0.4),
    "gym": (0, 0.02, 0.15, 0.6, 0.95, 0),
    "spa": (0, 0, 0.05, 0.25, 0.8, 0.1),
    "parking": (0.15, 0.25, 0.35, 0.55, 0.8, 0.2),
    "kitchen": (0.6, 0.25, 0.15, 0.12, 0.05, 0.05),
    "air_conditioning": (0.35, 0.55, 0.8, 0.95, 1, 0.1),
    "beachfront": (0, 0, 0, 0, 0, 0.35),
    "pets": (0.1, 0.25, 0.25, 0.25, 0.3, 0),
    "bar": (0.4, 0.25, 0.55, 0.8, 1, 0.1),
    "restaurant": (0.05, 0.15, 0.4, 0.75, 1, 0.1),
    "quiet": (0.05, 0.25, 0.25, 0.3, 0.4, 0),
}
_ACCESS: Mapping[AccessNeed, tuple[float, ...]] = {
    "low_walking": (0.3, 0.35, 0.6, 0.9, 0.98),
    "step_free": (0.2, 0.25, 0.5, 0.85, 0.97),
    "wheelchair": (0.1, 0.12, 0.35, 0.65, 0.9),
    "hearing": (0, 0.05, 0.1, 0.3, 0.5),
    "vision": (0, 0.05, 0.1, 0.25, 0.5),
}
_ARRIVE = (time(14), time(14, 30), time(15), time(15, 30), time(16))
_LEAVE = (time(10), time(10, 30), time(11), time(11, 30), time(12))
_MOBILITY = ("low_walking", "step_free", "wheelchair")  # each takes the ones before it for granted
_BOARDS: tuple[tuple[tuple[Board, ...], ...], ...] = (  # for each number of stars, one is drawn
    (("room_only",), ("room_only", "breakfast")),
    (("room_only", "breakfast"), ("room_only", "breakfast"), ("breakfast",)),
    (("room_only", "breakfast"), ("room_only", "breakfast", "half_board"), ("breakfast",)),
    (("room_only", "breakfast"), ("room_only", "breakfast", "half_board"), ("breakfast",)),
    (("room_only", "breakfast"), ("breakfast", "half_board", "full_board")),
)
_BEACH_BOARDS: tuple[tuple[Board, ...], ...] = (
    ("breakfast", "half_board"),
    ("half_board", "full_board"),
    ("half_board", "all_inclusive"),
    ("breakfast", "half_board", "full_board", "all_inclusive"),
)


def price_of_a_room(city: str, country: str) -> float:
    """EUR: a double in a three-star house on an ordinary night; 75 where the table has no price."""
    return float(_PRICE_IN.get(folded(city)) or _PRICE_IN.get(country) or 75)


def hotels_of(town: Town, seed: int) -> tuple[Hotel, ...]:
    """All houses of the town; names are unique."""
    count = whole(*town.hotels, seed, "hotels", town.key)
    first = whole(0, 3, seed, "stars", town.key)
    houses: dict[str, Hotel] = {}  # by emblem
    for number in range(count):
        key = f"{town.key}/{number}"
        stars, area = _stars(town, seed, count, first + number), _area(town, seed, key)
        emblem = next(each for each in _emblems(town, area, number, seed) if each not in houses)
        houses[emblem] = _hotel(town, area, key, seed, stars, emblem)
    return tuple(houses.values())


def moved(spot: Spot, km: float, bearing: float) -> tuple[float, float]:
    """(lat, lon) so many kilometres from `spot`; `bearing` is a share of the full circle."""
    north, east = cos(2 * pi * bearing) * km / KM_A_DEGREE, sin(2 * pi * bearing) * km / KM_A_DEGREE
    lon = spot.lon + east / max(0.1, cos(radians(spot.lat)))
    return round(spot.lat + north, 5), round((lon + 180) % 360 - 180, 5)


def _stars(town: Town, seed: int, count: int, number: int) -> int:
    most = 5 if count >= 16 or chance(0.3, seed, "grand", town.key) else 4
    return min(most, _STARS[number % len(_STARS)])


def _emblems(town: Town, area: Spot, number: int, seed: int) -> Iterator[str]:
    """Each alone while there are any, then with the area."""
    emblems = _LANGUAGE.get(town.country, _LANGUAGE["*"])[1]
    listed = sorted(emblems, key=lambda each: unit(seed, "emblem", town.key, each))
    short = re.split(r" and | \(| quarter| side", area.name)[0].replace("Centre", "Central")
    short = re.sub(r"^.* d(e las|e la|e|el|a|as|o|os|i) ", "", short)
    yield from listed[number:]
    yield from (f"{each} {short}" for each in (*listed[number % len(listed) :], *listed))
    yield f"{listed[0]} {number}"


def _hotel(town: Town, area: Spot, key: str, seed: int, stars: int, emblem: str) -> Hotel:
    patterns = _LANGUAGE.get(town.country, _LANGUAGE["*"])[0][stars - 1].split("/")
    lat, lon = moved(area, between(0.03, 0.4, seed, "off", key), unit(seed, "bearing", key))
    km = round(distance_km(town.centre, Spot("", lat, lon)), 2)
    quality = bell(seed, "quality", key)
    family = ((3, 0.5), (4, 0.45))
    sizes = (2, *(beds for beds, has in family if chance(has, seed, "beds", beds, key)))
    amenities = tuple(_amenities(town, seed, key, stars, sizes[-1]))
    return Hotel(
        key=key,
        name=pick(patterns, seed, "pattern", key).format(emblem),
        area=area.name,
        lat=lat,
        lon=lon,
        centre_km=km,
        stars=stars,
        rating=round(min(9.6, max(6.0, 6.4 + 0.42 * stars + 0.95 * quality)), 1),
        nightly=_base(town, stars, km) * _taste(seed, key, quality, amenities),
        room_sizes=sizes,
        boards=_boards(town, seed, key, stars),
        amenities=amenities,
        accessible=tuple(_accessible(seed, key, stars)),
        check_in_from=pick(_ARRIVE, seed, "in", key),
        check_out_until=pick(_LEAVE, seed, "out", key),
        refund_days=whole(1, 7, seed, "days", key) if chance(0.65, seed, "refund", key) else None,
    )


def _area(town: Town, seed: int, key: str) -> Spot:
    """Earlier areas, the central ones, have more houses."""
    return town.areas[int(unit(seed, "area", key) ** 1.4 * len(town.areas))]


def _base(town: Town, stars: int, km: float) -> float:
    usual = price_of_a_room(town.name, town.country)
    by_stars = (0.42 * usual + 6, 0.7 * usual + 2, usual, 1.4 * usual + 8, 2.4 * usual + 50)
    return by_stars[stars - 1] * (0.8 + 0.33 * exp(-km / 3))


def _taste(seed: int, key: str, quality: float, amenities: Sequence[Amenity]) -> float:
    extras = 1 + 0.05 * ("pool" in amenities) + 0.12 * ("beachfront" in amenities)
    return extras * (1 + 0.14 * quality + 0.16 * bell(seed, "taste", key))


def _amenities(town: Town, seed: int, key: str, stars: int, beds: int) -> Iterator[Amenity]:
    for amenity, has in _HAS.items():
        share = has[stars - 1] + (has[5] if town.beach and stars > 2 else 0)
        if chance(share, seed, amenity, key):
            yield amenity
    if beds >= 4:
        yield "family_rooms"


def _accessible(seed: int, key: str, stars: int) -> Iterator[AccessNeed]:
    for need, has in _ACCESS.items():
        if chance(has[stars - 1], seed, "mobility" if need in _MOBILITY else need, key):
            yield need


def _boards(town: Town, seed: int, key: str, stars: int) -> tuple[Board, ...]:
    if town.beach and stars > 2 and chance(0.45, seed, "resort", key):
        return pick(_BEACH_BOARDS, seed, "board", key)
    return pick(_BOARDS[stars - 1], seed, "board", key)
