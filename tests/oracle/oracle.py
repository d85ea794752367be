"""The independent recomputation: what the picture must be, from what was said.

Written after proto/README.md section 12 and nothing else; shares no code with the daemon and needs no library. Words
go in as plain values, `said`, `declared`, `withdrawn`, `verified`, in the order of the journal; `picture` gives what
has to be published. It recomputes everything from the list each time, which is slow and hard to get wrong.
"""
from collections import defaultdict
from dataclasses import dataclass, field

OFFICIAL, OTHER = 1, 2
NATION = "nation"


@dataclass(frozen=True)
class Place:
    """A place: region code ("11.06", "11" or "nation"), and parts below a regency."""

    region: str
    kecamatan: str = ""
    village: str = ""
    point: str = ""

    def is_part(self):
        return bool(self.kecamatan or self.village or self.point)


@dataclass
class Report:
    """One report as it was accepted."""

    sequence: int
    source: str
    number: int
    speaker: str
    event: str
    place: Place
    as_of: float
    figures: dict
    undone: bool = False
    verified: set = field(default_factory=set)


@dataclass(frozen=True)
class Word:
    """What one source says of one figure of one place."""

    source: str
    value: int
    as_of: float
    standing: int
    verified: int
    from_parts: bool = False
    parts_sum: int = 0
    has_parts: bool = False


@dataclass
class Event:
    """A declared event."""

    regions: list
    closed: bool


class Oracle:
    """
    Everything that was accepted, and the picture it must give.

      regencies   Kemendagri codes of all regencies
      official    region code -> names of the sources that are official there
      fresh_for   seconds after which a word is stale
    """

    def __init__(self, regencies, official, fresh_for=86_400):
        self.regencies = sorted(regencies)
        self.official = official
        self.fresh_for = fresh_for
        self.reports = []
        self.by_name = {}
        self.events = {}

    # --- What was said ------------------------------------------------------------------------------------------

    def declared(self, event, regions, closed=False):
        named = []
        for region in regions:
            if "." in region:
                named.append(region)
            else:
                named.extend(code for code in self.regencies if region == NATION or code.startswith(region + "."))
        before = self.events[event].regions if event in self.events else []
        self.events[event] = Event(before + [code for code in named if code not in before], closed)

    def said(self, report, revises=0):
        if revises:
            self.by_name[(report.source, revises)].undone = True
        self.reports.append(report)
        self.by_name[(report.source, report.number)] = report
        if "." in report.place.region and report.place.region not in self.events[report.event].regions:
            self.events[report.event].regions.append(report.place.region)

    def withdrawn(self, source, number):
        self.by_name[(source, number)].undone = True

    def verified(self, source, number, level, retract=False):
        levels = self.by_name[(source, number)].verified
        if retract:
            levels.discard(level)
        else:
            levels.add(level)

    # --- One source about one place -----------------------------------------------------------------------------

    def standing_words(self, event):
        """(place, speaker) -> kind -> the report whose word stands."""
        words = defaultdict(dict)
        for report in self.reports:
            if report.undone or report.event != event:
                continue
            standing = words[(report.place, report.speaker)]
            for kind in report.figures:
                before = standing.get(kind)
                if before is None or (report.as_of, report.sequence) > (before.as_of, before.sequence):
                    standing[kind] = report
        return words

    @staticmethod
    def part_sums(words, region, speaker):
        """kind -> (sum, reports): kecamatan by kecamatan, each its own total, else its villages and points."""
        kecamatan = defaultdict(lambda: defaultdict(list))
        for (place, who), kinds in words.items():
            if who != speaker or place.region != region or not place.is_part():
                continue
            own = not place.village and not place.point
            for kind, report in kinds.items():
                kecamatan[place.kecamatan][kind].append((own, report))
        sums = {}
        for kinds in kecamatan.values():
            for kind, entries in kinds.items():
                own = [entry for entry in entries if entry[0]]
                value, reports = sums.get(kind, (0, []))
                for _, report in own or entries:
                    value += report.figures[kind]
                    reports = reports + [report]
                sums[kind] = (value, reports)
        return sums

    def words_of_region(self, words, region):
        """kind -> the words of all sources about exactly this region."""
        found = defaultdict(list)
        speakers = {who for place, who in words if place.region == region}
        for speaker in sorted(speakers):
            own = words.get((Place(region), speaker), {})
            sums = self.part_sums(words, region, speaker) if "." in region else {}
            rank = OFFICIAL if speaker in self.official.get(region, ()) else OTHER
            for kind in sorted(set(own) | set(sums)):
                value, reports = sums.get(kind, (0, []))
                if kind in own:
                    report = own[kind]
                    word = Word(speaker, report.figures[kind], report.as_of, rank, max(report.verified, default=0),
                                False, value, bool(reports))
                else:
                    # A sum is nobody's report: it has the newest time of its parts, and nobody has verified it.
                    word = Word(speaker, value, max(one.as_of for one in reports), rank, 0, True, value, True)
                found[kind].append(word)
        return found

    @staticmethod
    def choose(words):
        """The chosen word first, then the others."""

        def rank(word):
            place = 1 if word.standing == OFFICIAL else 2 if word.verified else 3
            return (place, -word.as_of, word.source.encode())

        return sorted(words, key=rank)

    # --- The picture --------------------------------------------------------------------------------------------

    def picture(self, event, now):
        """{"regencies": {code: {kind: [chosen, others...]}}, "areas": {code: Area as a dictionary}}"""
        words = self.standing_words(event)
        told = Told(self, event, now)
        for code in self.events[event].regions:
            told.regencies[code] = {
                kind: self.choose(found) for kind, found in self.words_of_region(words, code).items()
            }
        provinces = sorted({code.split(".")[0] for code in told.regencies})
        published_at = {place.region for place, _ in words if "." not in place.region}
        for area in sorted(set(provinces) | (published_at - {NATION})) + [NATION]:
            inside = [code for code in sorted(told.regencies) if area in (NATION, code.split(".")[0])]
            told.areas[area] = told.area(inside, self.words_of_region(words, area))
        return told


class Told:
    """The picture of one event as it must be told at `now`."""

    def __init__(self, oracle, event, now):
        self.oracle, self.event, self.now = oracle, event, now
        self.closed = oracle.events[event].closed
        self.regencies, self.areas = {}, {}

    def stale(self, as_of):
        return self.now - as_of > self.oracle.fresh_for

    def newest(self, code):
        """The newest as_of of any report about a regency or a part of it, of texts alone too; None: no report."""
        return max((report.as_of for report in self.oracle.reports if not report.undone
                    and report.event == self.event and report.place.region == code), default=None)

    def area(self, codes, published):
        totals = {}
        for kind in sorted({kind for code in codes for kind in self.regencies[code]} | set(published)):
            chosen = [self.regencies[code][kind][0] for code in codes if kind in self.regencies[code]]
            totals[kind] = {
                "value": sum(word.value for word in chosen),
                "known": len(chosen),
                "stale": sum(self.stale(word.as_of) for word in chosen),
                "oldest": min((word.as_of for word in chosen), default=None),
                "newest": max((word.as_of for word in chosen), default=None),
                "published": {word.source: word for word in published.get(kind, [])},
            }
        known = [code for code in codes if self.regencies[code]]
        return {
            "totals": totals,
            "expected": len(codes),
            "known": len(known),
            "stale_codes": [code for code in known if self.stale(self.newest(code))],
            "silent_codes": [] if self.closed else [code for code in codes if code not in known],
            "oldest": min((self.newest(code) for code in known), default=None),
            "newest": max((self.newest(code) for code in known), default=None),
        }
