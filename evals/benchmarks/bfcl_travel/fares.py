"""The fares and exchange rates of BFCL's travel API.

Figures: ShishirPatil/gorilla, bfcl_eval/eval_checker/multi_turn_eval/func_source_code/travel_booking.py (Apache-2.0).
"""

from collections.abc import Mapping

TOWNS = {
    "Rivermist": "RMS",
    "Stonebrook": "SBK",
    "Maplecrest": "MPC",
    "Silverpine": "SVP",
    "Shadowridge": "SHD",
    "Sunset Valley": "SSV",
    "Oakendale": "OKD",
    "Willowbend": "WLB",
    "Crescent Hollow": "CRH",
    "Autumnville": "ATV",
    "Pinehaven": "PHV",
    "Greenfield": "GFD",
}
NEAREST: Mapping[str, str] = {
    **TOWNS,
    "London": "LHR",
    "Paris": "CDG",
    "San Francisco": "SFO",
    "Los Angeles": "LAX",
    "New York": "JFK",
    "Chicago": "ORD",
    "Boston": "BOS",
    "Beijing": "PEK",
    "Hong Kong": "HKG",
    "Rome": "CIA",
    "Tokyo": "HND",
}
AIRPORTS = [
    "RMS",
    "SBK",
    "MPC",
    "SVP",
    "SHD",
    "CDG",
    "LHR",
    "SSV",
    "OKD",
    "WLB",
    "PEK",
    "HND",
    "HKG",
    "CIA",
    "CRH",
    "ATV",
    "PHV",
    "GFD",
    "SFO",
    "LAX",
    "JFK",
    "ORD",
    "BOS",
]
CLASSES: Mapping[str, int] = {"economy": 1, "business": 2, "first": 5}
PER_DOLLAR: Mapping[str, float] = {
    "RMB": 7,
    "EUR": 0.8,
    "JPY": 110,
    "GBP": 0.7,
    "CAD": 1.3,
    "AUD": 1.4,
    "INR": 70,
    "RUB": 60,
    "BRL": 3.8,
    "MXN": 20,
}
# From each, the towns after it in the order above: the first at this fare, each next one ten dollars more.
RISING = {
    "LAX": 310,
    "JFK": 450,
    "ORD": 350,
    "BOS": 400,
    "RMS": 220,
    "SBK": 200,
    "MPC": 210,
    "SVP": 230,
    "SHD": 220,
    "SSV": 240,
    "OKD": 230,
    "WLB": 250,
    "CRH": 240,
    "ATV": 230,
    "PHV": 220,
}
OTHERS = {
    "SFO": "LAX 200 JFK 500 ORD 400 BOS 450 RMS 300 SBK 350 MPC 370 SVP 320 SHD 330 SSV 340 OKD 360 WLB 310 "
    "CRH 380 ATV 390 PHV 420 GFD 430 CIA 700",
    "LAX": "SFO 100 JFK 600 ORD 500 BOS 550 HND 430",
    "JFK": "ORD 300 BOS 250 LAX 570 HND 800 PVG 950 PEK 1000",
    "ORD": "LAX 180 BOS 200",
    "RMS": "BOS 200 JFK 210 LAX 330",
    "CRH": "SFO 270 RMS 280 HKG 290 JFK 300",
    "LHR": "CDG 100",
    "OKD": "LAX 220",
}


def _fares() -> dict[tuple[str, str], int]:
    codes = list(TOWNS.values())
    rising = {
        (origin, town): first + 10 * step
        for origin, first in RISING.items()
        for step, town in enumerate(codes[codes.index(origin) + 1 if origin in codes else 0 :])
    }
    listed = {origin: row.split() for origin, row in OTHERS.items()}
    others = {
        (origin, town): int(fare)
        for origin, row in listed.items()
        for town, fare in zip(row[::2], row[1::2], strict=True)
    }
    return {**rising, **others}


FARES: Mapping[tuple[str, str], int] = _fares()


def fare(origin: str, destination: str, date: str, cabin: str) -> float:
    """Dollars: the economy fare, times the class, doubled where the digits of the date add up to an even number.

    Raises ValueError, in the benchmark's words, for a pair or a class that isn't sold.
    """
    if (origin, destination) not in FARES:
        raise ValueError("No available route for the given airports.")
    if cabin not in CLASSES:
        raise ValueError("Invalid travel class. Options are: economy, business, first.")
    even = sum(int(digit) for digit in date if digit.isdigit()) % 2 == 0
    return float(FARES[origin, destination] * CLASSES[cabin] * (2 if even else 1))


def exchanged(base: str, target: str, value: float) -> float:
    """Raises ValueError where neither is the dollar."""
    if base == "USD" and target in PER_DOLLAR:
        return float(value * PER_DOLLAR[target])
    if target == "USD" and base in PER_DOLLAR:
        return round(value / PER_DOLLAR[base], 2)
    raise ValueError("No available exchange rate for the given currencies.")
