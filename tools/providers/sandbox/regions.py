"""Regions of the world by ISO country code: where an airline is at home."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

# Countries whose airlines call the region home.
CORE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        name: frozenset(codes.split())
        for name, codes in {
            "europe": "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM "
            "IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM UA VA XK TR RU",
            "middle_east": "AE BH IQ IR IL JO KW LB OM QA SA SY YE EG",
            "central_asia": "KZ UZ KG TJ TM AZ GE AM MN AF",
            "south_asia": "IN PK BD LK NP MV BT",
            "east_asia": "CN HK MO TW JP KR KP SG TH MY VN ID PH KH LA MM BN TL",
            "oceania": "AU NZ FJ PF NC WS TO VU PG SB CK GU NR KI TV NU",
            "north_america": "US CA MX BM GL PR VI",
            "latin_america": "AR BO BR CL CO CR CU DO EC GT HN JM NI PA PE PY SV UY VE BZ BS BB TT "
            "HT GY SR GF GP MQ AW CW AG LC VC GD DM KN KY TC SX BQ",
            "africa": "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ ER ET GA GH GM GN GQ GW KE KM LR LS LY "
            "MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SL SN SO SS ST SZ TD TG TN TZ UG ZA ZM ZW YT",
        }.items()
    }
)
# Countries next door that its airlines fly to as a matter of course.
ALSO: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        name: frozenset(codes.split())
        for name, codes in {
            "europe": "MA TN DZ EG IL JO LB GE AM AZ CV KZ",
            "middle_east": "IN PK BD LK NP MV KE ET TZ SD DJ SO CY TR GR AZ GE AM UZ KZ",
            "central_asia": "RU TR CN IN AE IR KR DE",
            "south_asia": "AE QA OM SA BH KW SG TH MY ID VN",
            "east_asia": "IN LK NP BD MV AU GU MN RU",
            "oceania": "ID SG TL",
            "north_america": "CR PA GT SV BZ HN NI CU DO JM BS TT BB HT AW CW AG LC KN KY TC SX GD "
            "CO",
            "latin_america": "US MX PR",
            "africa": "AE SA IL YE",
        }.items()
    }
)


@cache
def home_of(country: str) -> str:
    """The region's name; empty where the country isn't on record."""
    return next((name for name, codes in CORE.items() if country in codes), "")


def in_home(region: str, country: str) -> bool:
    """Whether an airline at home in `region` flies to `country` as a matter of course."""
    return country in CORE.get(region, ()) or country in ALSO.get(region, ())
