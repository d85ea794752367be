"""The golden vectors: for every message type of the schema at least one case.

cases(pb) gives (message class name, case name, why, message). The figures are published ones; where they stand in
tests/data/sitreps.csv the sentence says so. Names of sources, hubs and programs, numbers of messages and journal
sequences are made up. The hash values are SHA-256 of the sentence in HASHED, so that they look like hashes.
"""
import hashlib

import plans
import golden_suggestion
from golden_registry import Registry
from schema import time

HASHED = b"a chain hash in a vector"
EVENT = "siklon-senyar-2025"
ACEH_SILENT = ("11.01 11.03 11.05 11.06 11.07 11.08 11.09 11.10 11.12 11.14 11.15 11.71 11.72 11.74").split()
ACEH_AS_OF = "2025-11-29T12:01:00Z"
EPOCH = 1764417600


def cases(pb):
    """All golden cases, in the order of the schema files."""
    made = Golden(pb)
    for part in (made.figures, made.said, made.submitted, made.pages, made.status, made.feed,
                 made.requests, made.replies):
        part()
    golden_suggestion.put(made)
    return made.list


class Golden:
    """Builds the cases; a message that stands inside others is made by a method of its own."""

    def __init__(self, pb):
        self.pb = pb
        self.list = []

    def add(self, case, why, message):
        self.list.append((type(message).DESCRIPTOR.name, case, why, message))

    # --- pieces ----------------------------------------------------------------------------------

    def fig(self, kind, value, reason=0):
        return self.pb.ReportedFigure(kind=f"FIGURE_KIND_{kind}", value=value, reason=reason)

    def src(self, source, value, as_of=ACEH_AS_OF, standing="OFFICIAL", **more):
        return self.pb.SourceFigure(source=source, value=value, as_of=time(as_of),
                                    standing=f"STANDING_{standing}", **more)

    def message(self, source, number, sent_at, realm="real", **body):
        return self.pb.Message(source=source, number=number, realm=realm, sent_at=time(sent_at), **body)

    def aceh_tengah(self):
        return self.message("bpbd-11.04", 3, "2025-11-29T12:03:20Z", report=self.pb.SituationReport(
            event_id=EVENT, place=self.pb.Place(region_code="11.04", region_name="Kabupaten Aceh Tengah"),
            as_of=time(ACEH_AS_OF), figures=[self.fig("DEAD", 16), self.fig("MISSING", 2)]))

    def mandailing(self):
        return self.message("bpbd-12.13", 1, "2025-11-28T05:50:00Z", report=self.pb.SituationReport(
            event_id=EVENT, place=self.pb.Place(region_code="12.13"),
            as_of=time("2025-11-28T05:46:00Z"), figures=[self.fig("DEAD", 0)]))

    def declaration(self, state="OPEN"):
        return self.pb.EventDeclaration(
            event_id=EVENT, hazard_code=103, name="Banjir bandang dan longsor Sumatra November 2025 (Siklon Senyar)",
            started_at=time("2025-11-25T17:00:00Z"), region_codes=["11", "12", "13"],
            state=f"EVENT_STATE_{state}")

    def warning(self):
        return self.pb.Warning(
            code=602, name="HOUSEHOLD_SIZE", field="report.figures.displaced",
            text_id="Jiwa per KK di luar 2 sampai 7; periksa satuannya",
            text_en="Persons per household outside 2 to 7; check the units")

    def receipt(self, status="ACCEPTED", **more):
        return self.pb.Receipt(
            status=f"RECEIPT_STATUS_{status}", source="bpbd-11.04", number=3, sequence=48211,
            received_at=time("2025-11-29T12:03:20.482913Z"), durability="DURABILITY_SYNCED", **more)

    def problem(self, code, name, fault, text_id, text_en, field="", retry_after_ms=0):
        return self.pb.Problem(code=code, name=name, field=field, fault=f"FAULT_{fault}", text_id=text_id,
                               text_en=text_en, retry_after_ms=retry_after_ms)

    def conflict(self):
        return self.problem(401, "CONTENT_CONFLICT", "CLIENT",
                            "Nomor ini sudah dipakai untuk isi lain; pakai nomor baru",
                            "This number is held with other content; use a new number")

    def region_unknown(self):
        return self.problem(205, "REGION_UNKNOWN", "CLIENT",
                            "Kode wilayah tidak dikenal (pakai kode Kemendagri bertitik, misalnya 11.06)",
                            "The region code is not known (use Kemendagri codes with dots, such as 11.06)",
                            field="report.place.region_code")

    def hash(self):
        return hashlib.sha256(HASHED).digest()

    def feed_message(self, topic, sequence, previous, **document):
        return self.pb.FeedMessage(epoch=EPOCH, topic=topic, sequence=sequence, previous=previous,
                                   published_at=time("2025-11-29T12:03:20.484Z"), **document)

    # --- figure.proto ----------------------------------------------------------------------------

    def figures(self):
        pb, add = self.pb, self.add
        add("known", "Aceh Tengah, 29 November 2025: 16 dead.", self.fig("DEAD", 16))
        add("zero", "Explicitly none. The value is not on the wire; that the figure is listed says \"zero\".",
            self.fig("DEAD", 0))
        add("fallen", "Donggala 2018: 153 dead became 144, with a reason.",
            self.fig("DEAD", 144, "CHANGE_REASON_VERIFICATION"))
        add("unknown-kind", "A kind of a later schema. Readers keep it and skip it.",
            pb.ReportedFigure(kind=99, value=7))
        add("official", "The official source's own total.", self.src("bpbd-11.04", 16))
        add("zero", "An explicit zero: value is not on the wire.",
            self.src("bpbd-12.13", 0, "2025-11-28T05:46:00Z", stale=True))
        add("parts", "Lumajang, 8 December 2021: total 6,022 and the sum of the 21 kecamatan, which is equal.",
            self.src("bpbd-35.08", 6022, "2021-12-08T10:00:00Z", verified="VERIFICATION_LEVEL_PROVINCE",
                     parts_sum=6022, has_parts=True))
        add("parts-zero", "has_parts with a sum of zero: parts were given and say none.",
            self.src("bpbd-35.08", 12, "2021-12-08T10:00:00Z", has_parts=True))
        add("from-parts", "No total was said; the value is the sum of the parts.",
            self.src("bpbd-35.08", 3314, "2021-12-08T10:00:00Z", from_parts=True, parts_sum=3314,
                     has_parts=True))
        add("two-sources", "Cianjur, 12 December 2022: the Bupati said 600 dead, BNPB 335. Both are kept, never added.",
            pb.FigureStatus(kind="FIGURE_KIND_DEAD",
                            chosen=self.src("bpbd-32.03", 600, "2022-12-12T10:00:00Z"),
                            others=[self.src("bnpb", 335, "2022-12-12T10:00:00Z", "OTHER")]))
        add("zero", "The chosen word is an explicit none.", self.figure_zero())
        add("dead-aceh", "Aceh, 29 November 2025: 47 dead over 8 regencies; the province published 47 itself.",
            self.total("DEAD", 47, 8, 47))
        add("zero", "Every regency that knows says none; two know.",
            pb.FigureTotal(kind="FIGURE_KIND_BRIDGES", known_regencies=2, oldest_as_of=time(ACEH_AS_OF),
                           newest_as_of=time(ACEH_AS_OF)))
        add("published-only", "No regency knows (known_regencies is 0): there is no sum, only the province's own word.",
            self.published_only())
        add("stale", "One of three is older than the freshness limit.",
            pb.FigureTotal(kind="FIGURE_KIND_HOUSES_FLOODED", value=5120000000, known_regencies=3,
                           stale_regencies=1, oldest_as_of=time("2025-11-27T23:00:00Z"),
                           newest_as_of=time(ACEH_AS_OF)))

    def figure_zero(self):
        return self.pb.FigureStatus(kind="FIGURE_KIND_DEAD",
                                    chosen=self.src("bpbd-12.13", 0, "2025-11-28T05:46:00Z"))

    def published_only(self):
        return self.pb.FigureTotal(kind="FIGURE_KIND_DISPLACED_HOUSEHOLDS",
                                   published=[self.src("bpbd-11", 48887, "2025-11-29T12:00:00Z")])

    def total(self, kind, value, known, published):
        return self.pb.FigureTotal(
            kind=f"FIGURE_KIND_{kind}", value=value, known_regencies=known, oldest_as_of=time(ACEH_AS_OF),
            newest_as_of=time(ACEH_AS_OF), published=[self.src("bpbd-11", published, "2025-11-29T12:00:00Z")])

    # --- message.proto ---------------------------------------------------------------------------

    def said(self):
        self._places()
        self._reports()
        self._messages()
        self._logistics()
        self._relief()
        self._stock_said()
        self._stock_shown()
        plans.golden(self)
        plans.status(self)
        Registry(self.pb, time).cases(self.add)
        self._shipments()

    def _places(self):
        pb, add = self.pb, self.add
        add("regency", "A regency by its Kemendagri code.",
            pb.Place(region_code="11.04", region_name="Kabupaten Aceh Tengah"))
        add("nation", "The nation, for a published total.", pb.Place(region_code="nation"))
        add("point", "A posko in a village; every field.",
            pb.Place(region_code="35.08", region_name="Kabupaten Lumajang", kecamatan_code="35.08.03",
                     village_code="35.08.03.2004", point="Posko Balai Desa Penanggal",
                     position=pb.Position(latitude_deg=-8.1755, longitude_deg=113.0443)))
        add("south-east", "South of the equator.", pb.Position(latitude_deg=-8.1755, longitude_deg=113.0443))
        add("equator", "On the equator: zero degrees is a position, and is not on the wire.",
            pb.Position(latitude_deg=0.0, longitude_deg=109.3222))
        add("open", "Three whole provinces are expected to report.", self.declaration())
        add("closed", "The same event, closed.", self.declaration("CLOSED"))
        add("with-reason", "Taken back with a reason.",
            pb.Withdrawal(number=17, reason="salah ketik: KK tertulis sebagai jiwa"))
        add("bare", "Without a reason.", pb.Withdrawal(number=2))
        add("province", "The province confirms a report of a regency.",
            pb.Verification(source="bpbd-11.04", number=3, level="VERIFICATION_LEVEL_PROVINCE",
                            note="dicocokkan dengan data DVI"))
        add("regency", "The regency's BPBD stands by its report.",
            pb.Verification(source="bpbd-11.04", number=3, level="VERIFICATION_LEVEL_REGENCY"))
        add("nation", "BNPB confirms.",
            pb.Verification(source="bpbd-11.04", number=3, level="VERIFICATION_LEVEL_NATION"))
        add("retract", "The confirmation is taken back.",
            pb.Verification(source="bpbd-11.04", number=3, level="VERIFICATION_LEVEL_PROVINCE", retract=True))

    def full_report(self):
        pb = self.pb
        return pb.SituationReport(
            event_id="banjir-bekasi-2023",
            place=pb.Place(region_code="32.16", region_name="Kabupaten Bekasi"),
            as_of=time("2023-02-27T10:00:00Z"), revises=11,
            figures=[self.fig("DEAD", 2), self.fig("INJURED", 0), self.fig("DISPLACED_PERSONS", 4092),
                     self.fig("AFFECTED_PERSONS", 54840)],
            needs="perahu karet, tenda darurat, medis dan obat-obatan, karung dan bambu",
            efforts="10 titik pengungsian dibuka",
            chronology="Hujan sejak 25 Februari; 117 titik di 18 dari 23 kecamatan terendam.",
            reference="https://inforuangpublik.com/2023/02/27/meluasnya-banjir-jadi-117-titik-di-kabupaten-bekasi/")

    def _reports(self):
        pb, add = self.pb, self.add
        add("full", "Every field. Injured is an explicit zero; missing is not listed, so not said.",
            self.full_report())
        add("zero", "Mandailing Natal, 28 November 2025: explicitly no deaths; nothing said of anything else.",
            self.mandailing().report)
        add("absent", "No figure at all: an isolated regency that can only tell its needs.",
            pb.SituationReport(event_id=EVENT, place=pb.Place(region_code="11.74"), as_of=time(ACEH_AS_OF),
                               needs="air bersih, genset, BBM\nakses darat terputus"))

    def _messages(self):
        pb, add = self.pb, self.add
        add("report", "Aceh Tengah, 29 November 2025: 16 dead, 2 missing, silent about the injured.",
            self.aceh_tengah())
        add("report-zero", "Mandailing Natal: an explicit zero. The worked example of proto/README.md.",
            self.mandailing())
        add("report-full", "Every field of a report, and a revision: it replaces number 11.",
            self.message("bpbd-32.16", 12, "2023-02-27T10:05:31.25Z", report=self.full_report()))
        add("report-kecamatan", "Lumajang, 8 December 2021: one kecamatan of the regency.", self.candipuro())
        add("report-published", "Aceh's own total for the province: shown beside, never added.", self.published())
        add("report-relayed", "Typed in by the province for a regency that spoke by radio.", self.relayed())
        add("report-unknown-kind", "A figure of a later schema beside a known one; taken in with warning 609.",
            self.message("bpbd-11.17", 8, "2025-11-29T12:02:00Z", report=pb.SituationReport(
                event_id=EVENT, place=pb.Place(region_code="11.17"), as_of=time(ACEH_AS_OF),
                figures=[self.fig("DEAD", 12), pb.ReportedFigure(kind=99, value=7)])))
        add("event", "The declaration that opens the event.",
            self.message("bnpb", 1, "2025-11-26T01:00:00Z", event=self.declaration()))
        add("withdrawal", "A report taken back.", self.message(
            "bpbd-11.04", 4, "2025-11-29T14:00:00Z",
            withdrawal=pb.Withdrawal(number=3, reason="angka milik kabupaten lain")))
        add("verification", "A report confirmed by the province.", self.message(
            "bpbd-11", 9, "2025-11-29T15:00:00Z", verification=pb.Verification(
                source="bpbd-11.04", number=3, level="VERIFICATION_LEVEL_PROVINCE")))
        add("drill", "The same words in an exercise: another realm, another life.", self.drill())
        add("number-largest", "The largest number there may be, 2^53 - 1.", self.largest())

    # --- logistics.proto -------------------------------------------------------------------------

    def goods(self, item, thousandths, unit="", contents=""):
        return self.pb.Quantity(item=item, thousandths=thousandths, unit=unit, contents=contents)

    def line(self, number=30, line=1):
        return self.pb.LineReference(source="bpbd-12.73", number=number, line=line)

    def need(self):
        pb = self.pb
        return pb.Need(event_id=EVENT, region_code="12.73", as_of=time("2025-11-28T01:00:00Z"), urgent=True,
                       reference="posko Sibolga, pesan radio", lines=[
                           pb.NeedLine(quantity=self.goods("sembako", 200000, "paket", "beras 5 kg, minyak 1 l, mi 10"),
                                       priority="PRIORITY_LIFE_SAVING", needed_by=time("2025-11-29T00:00:00Z"),
                                       kecamatan_code="12.73.01", delivery_point="Gudang BPBD Sibolga", persons=1250,
                                       households=320, isolated=True, note="lewat udara"),
                           pb.NeedLine(quantity=self.goods("beras", 1500, "ton"))])

    def pledge(self):
        pb = self.pb
        return pb.Pledge(event_id=EVENT, line=self.line(), region_codes=["12.73", "12.01"],
                         quantity=self.goods("sembako", 200000, "paket", "beras 5 kg, minyak 1 l, mi 10"),
                         origin="PLEDGE_ORIGIN_WAREHOUSE", origin_name="Gudang BNPB Silangit",
                         available_at=time("2025-11-28T06:00:00Z"), valid_until=time("2025-12-01T00:00:00Z"),
                         cluster_id="logistik", note="helikopter pagi", warehouse_id="silangit")

    def deed(self, deed, **more):
        pb = self.pb
        return pb.PledgeUpdate(pledge=pb.MessageReference(source="bnpb", number=41), deed="PLEDGE_DEED_" + deed, **more)

    def _logistics(self):
        pb, add = self.pb, self.add
        add("ton", "One and a half ton of rice.", self.goods("beras", 1500, "ton"))
        add("line-1", "The first line of a need.", self.line())
        add("message", "A message of a source.", pb.MessageReference(source="bnpb", number=41))
        add("urgent", "Sibolga, 28 November 2025: two lines, past the round of checks.", self.need())
        add("approve", "The line will be met.", pb.NeedDecision(line=self.line(), deed="NEED_DEED_APPROVE"))
        add("decline", "Not met, with a reason.",
            pb.NeedDecision(line=self.line(line=2), deed="NEED_DEED_DECLINE", reason="stok beras kabupaten cukup"))
        for deed in ("VERIFY", "PROVISION", "ESCALATE", "CANCEL", "CLOSE"):
            add(deed.lower(), "An answer to a line.",
                pb.NeedDecision(line=self.line(), deed="NEED_DEED_" + deed, reason="menunggu kapal"))
        add("line", "For a line of a need.", self.pledge())
        add("standing", "A standing offer: no event, no line.",
            pb.Pledge(region_codes=["12"], quantity=self.goods("tenda keluarga", 20000), origin="PLEDGE_ORIGIN_DONOR"))
        add("purchase", "Being bought, for two regencies, not yet allotted.",
            pb.Pledge(event_id=EVENT, region_codes=["12.73", "12.02"], quantity=self.goods("beras", 5000, "ton"),
                      origin="PLEDGE_ORIGIN_PURCHASE"))
        add("dispatch", "A part has left.", self.deed("DISPATCH", thousandths=120000, transport="helikopter, Silangit"))
        add("receive", "Handed over: good, damaged and lost.",
            self.deed("RECEIVE", thousandths=110000, damaged_thousandths=6000, lost_thousandths=4000,
                      bast_number="BAST/12/BPBD/XI/2025"))
        add("allot", "Given to a line.", self.deed("ALLOT", line=self.line(line=2)))
        add("extend", "Valid longer.", self.deed("EXTEND", valid_until=time("2025-12-05T00:00:00Z")))
        add("withdraw", "Taken back.", self.deed("WITHDRAW", reason="jalan putus, dialihkan"))
        for deed in ("CONFIRM", "RESERVE", "EXPIRE"):
            add(deed.lower(), "A deed without more.", self.deed(deed))
        add("need", "A need as a message.", self.message("bpbd-12.73", 30, "2025-11-28T01:05:00Z", need=self.need()))
        add("need-decision", "An answer as a message.", self.message(
            "bpbd-12", 12, "2025-11-28T02:00:00Z",
            need_decision=pb.NeedDecision(line=self.line(), deed="NEED_DEED_APPROVE")))
        add("pledge", "A pledge as a message.", self.message("bnpb", 41, "2025-11-28T03:00:00Z", pledge=self.pledge()))
        add("pledge-update", "A deed as a message.", self.message(
            "bnpb", 42, "2025-11-28T08:00:00Z", pledge_update=self.deed("DISPATCH", thousandths=120000)))

    # --- stock.proto -----------------------------------------------------------------------------

    def warehouse(self, kind="SUPPORT_POST", **more):
        pb = self.pb
        return pb.Warehouse(warehouse_id="halim", name="Pos Logistik Klaster Nasional Halim",
                            kind="WAREHOUSE_KIND_" + kind, region_code="31.75", place="Lanud Halim Perdanakusuma",
                            position=pb.Position(latitude_deg=-6.2666, longitude_deg=106.8906), **more)

    def stock_line(self, origin="APBD_REGENCY", **more):
        return self.pb.StockLine(quantity=self.goods("Mie Instan", 100000, "dus"), budget_origin="BUDGET_ORIGIN_" + origin,
                                 expires_on="2026-03-31", minimum_thousandths=40000, buffer_thousandths=25000,
                                 note="rak 3", **more)

    def throughput(self):
        return self.pb.StockThroughput(since=time("2025-11-29T00:00:00Z"), received_total=self.goods("logistik", 1566000, "ton"),
                                       issued_total=self.goods("logistik", 1503000, "ton"))

    def count(self):
        return self.pb.StockCount(warehouse_id="halim", as_of=time("2025-12-28T09:00:00Z"), complete=True,
                                  lines=[self.stock_line(), self.pb.StockLine(quantity=self.goods("selimut", 0))],
                                  throughput=self.throughput())

    def _stock_said(self):
        pb, add = self.pb, self.add
        add("support-post", "Halim, December 2025; every field.", self.warehouse())
        add("warehouse", "A warehouse without a position.",
            pb.Warehouse(warehouse_id="cikarang-1", name="Gudang BPBD Cikarang", kind="WAREHOUSE_KIND_WAREHOUSE",
                         region_code="32.16"))
        add("closed", "Not in use any more.", self.warehouse("POSKO", closed=True))
        add("lot", "Instant noodles of the regency's own budget, with the day they expire.", self.stock_line())
        for origin in ("APBN", "APBD_PROVINCE", "DONATION", "OTHER"):
            add(origin.lower().replace("_", "-"), "Out of another budget.",
                pb.StockLine(quantity=self.goods("beras", 2400, "ton"), budget_origin="BUDGET_ORIGIN_" + origin))
        add("zero", "None left: the quantity says so by saying no thousandths.",
            pb.StockLine(quantity=self.goods("selimut", 0)))
        add("halim", "1,566 t in, 1,503 t out since 29 November 2025.", self.throughput())
        add("complete", "Everything was counted: of what is not named there is none left.", self.count())
        add("bandung", "BPBD Kabupaten Bandung, 29 March 2011: 2.4 ton of rice, 65 kitchen sets.",
            pb.StockCount(warehouse_id="soreang", as_of=time("2011-03-29T02:00:00Z"), lines=[
                pb.StockLine(quantity=self.goods("beras", 2400, "ton")),
                pb.StockLine(quantity=self.goods("alat dapur", 65000, "paket"))]))
        add("warehouse", "A declaration as a message.",
            self.message("bnpb", 50, "2025-12-28T09:05:00Z", warehouse=self.warehouse()))
        add("stock-count", "A count as a message.",
            self.message("bnpb", 51, "2025-12-28T09:06:00Z", stock_count=self.count()))

    def _stock_alarm(self, kind):
        return self.pb.StockAlarm(kind="STOCK_ALARM_KIND_" + kind, source="bnpb", warehouse_id="halim", item="mi-instan",
                                  unit="bungkus", thousandths=4000000, minimum_thousandths=5000000,
                                  budget_origin="BUDGET_ORIGIN_APBN", expires_on="2026-03-31",
                                  as_of=time("2025-12-28T09:00:00Z"))

    def _stock_entry(self, level="THREE_MONTHS", **more):
        return self.pb.StockEntry(budget_origin="BUDGET_ORIGIN_APBN", expires_on="2026-03-31", thousandths=4000000,
                                  as_of=time("2025-12-28T09:00:00Z"), buffer=1000000,
                                  expiry="EXPIRY_LEVEL_" + level, **more)

    def _stock_flow(self):
        return self.pb.StockFlow(item="logistik", unit="ton", since=time("2025-11-29T00:00:00Z"),
                                 as_of=time("2025-12-28T09:00:00Z"), received_total=1566000, issued_total=1503000,
                                 rate_thousandths=960, stayed_known=True, overdue_at=time("2025-12-30T09:00:00Z"))

    def _stock_shown(self):
        pb, add = self.pb, self.add
        for kind in ("BELOW_MINIMUM", "NINE_MONTHS", "THREE_MONTHS", "EXPIRED", "STALE", "OVERDUE"):
            add(kind.lower().replace("_", "-"), "Something that calls for somebody.", self._stock_alarm(kind))
        add("three-months", "An entry within three months of its day.", self._stock_entry())
        add("nine-months", "An entry within nine months of its day.", self._stock_entry("NINE_MONTHS"))
        add("expired", "Past its day, and not counted for a week.", self._stock_entry("EXPIRED", stale=True))
        add("halim", "26 and 28 December 2025: what was there two days before has gone.", self._stock_flow())
        add("stayed", "919 t have stayed longer than 48 hours.",
            pb.StockFlow(item="logistik", unit="ton", as_of=time("2025-12-28T09:00:00Z"), received_total=3100000,
                         issued_total=2181000, rate_thousandths=704, stayed_thousandths=919000, stayed_known=True,
                         overdue_at=time("2025-12-28T08:00:00Z")))
        add("movements", "Nothing was stated: what shipments brought and took.",
            pb.StockFlow(unit="kg", as_of=time("2025-12-28T09:00:00Z"), received_total=24000, issued_total=6000,
                         rate_thousandths=250, from_movements=True))
        item = pb.StockItem(item="mi-instan", item_class="pangan", unit="bungkus", counted=4000000, minimum=5000000,
                            below_minimum=True, sent_since=400000, arrived_since=200000, promised=900000,
                            entries=[self._stock_entry()])
        add("noodles", "Counted, sent since, arrived since and promised, side by side.", item)
        add("uncounted", "It came with a shipment and nobody counted it: no entries, and nothing is known.",
            pb.StockItem(item="beras", item_class="pangan", unit="kg", arrived_since=5000000))
        total = pb.StockTotal(item="mi-instan", item_class="pangan", unit="bungkus", thousandths=4000000, warehouses=1,
                              oldest_as_of=time("2025-12-28T09:00:00Z"))
        add("noodles", "One of eight warehouses knows.", total)
        alarms = pb.StockAlarms(below_minimum=1, nine_months=2, three_months=1, expired=3, stale=4, overdue=1)
        add("all", "Every count.", alarms)
        house = pb.WarehouseStock(source="bnpb", warehouse_id="halim", name="Pos Logistik Klaster Nasional Halim",
                                  kind="WAREHOUSE_KIND_SUPPORT_POST", region_code="31.75",
                                  place="Lanud Halim Perdanakusuma",
                                  position=pb.Position(latitude_deg=-6.2666, longitude_deg=106.8906),
                                  newest_as_of=time("2025-12-28T09:00:00Z"), complete_as_of=time("2025-12-28T09:00:00Z"),
                                  flow=self._stock_flow(), items=[item])
        add("halim", "A warehouse with what was counted in it.", house)
        add("regency", "A regency on an internal feed.",
            pb.StockStatus(area_code="31.75", area_name="Kota Jakarta Timur", warehouse_count=8, totals=[total], alarms=alarms,
                           alarm_list=[self._stock_alarm("BELOW_MINIMUM")], warehouses=[house], cut=True))
        add("public", "The nation on the public feed: totals and the number of warehouses.",
            pb.StockStatus(area_code="nation", area_name="Indonesia", warehouse_count=8, totals=[total]))

    def shipment(self):
        pb = self.pb
        return pb.Shipment(
            event_id=EVENT, warehouse_id="silangit", origin_name="Pos Pendukung Logistik Silangit", region_code="12.73",
            kecamatan_code="12.73.01", delivery_point="Gudang BPBD Sibolga", departs_at=time("2025-11-28T06:00:00Z"),
            departed_at=time("2025-11-28T06:20:00Z"), expected_at=time("2025-11-28T15:00:00Z"), vehicle="truk BB 8213 NA",
            carrier="Kodim 0210", driver_contact="kanal 3, Silangit 2", waybill_number="SJ/17/XI/2025",
            lines=[pb.ShipmentLine(pledge=pb.MessageReference(source="bnpb", number=41), thousandths=120000),
                   pb.ShipmentLine(quantity=self.goods("selimut", 50000, "lembar"))],
            delivery_warehouse_id="gudang-sibolga", delivery_source="bpbd-12.73")

    def shipped(self, deed, **more):
        pb = self.pb
        return pb.ShipmentUpdate(shipment=pb.MessageReference(source="bnpb", number=43), deed="SHIPMENT_DEED_" + deed, **more)

    def shipment_status(self, state="ARRIVED"):
        pb = self.pb
        return pb.ShipmentStatus(
            shipment=pb.MessageReference(source="bnpb", number=43), event_id=EVENT, state="SHIPMENT_STATE_" + state,
            update=pb.MessageReference(source="bpbd-12.73", number=31), warehouse_id="silangit",
            origin_name="Pos Pendukung Logistik Silangit", area_code="12.73", area_name="Kota Sibolga",
            kecamatan_code="12.73.01", delivery_point="Gudang BPBD Sibolga", departs_at=time("2025-11-28T06:00:00Z"),
            departed_at=time("2025-11-28T06:20:00Z"), expected_at=time("2025-11-28T15:00:00Z"),
            arrived_at=time("2025-11-28T15:40:00Z"), ended_at=time("2025-11-28T17:00:00Z"), vehicle="truk BB 8213 NA",
            carrier="Kodim 0210", driver_contact="kanal 3, Silangit 2", waybill_number="SJ/17/XI/2025",
            bast_number="BAST/12/BPBD/XI/2025", received_by="Posko Sibolga", lines=[self.shipment_line()],
            delivery_warehouse_id="gudang-sibolga", delivery_source="bpbd-12.73")

    def shipment_line(self):
        pb = self.pb
        return pb.ShipmentLineStatus(
            line=1, pledge=pb.MessageReference(source="bnpb", number=41), need_line=self.line(), item="sembako", unit="paket",
            loaded=120000, received_good=100000, received_damaged=6000, lost=4000, returned=2000, in_transit=8000)

    def _shipments(self):
        pb, add = self.pb, self.add
        add("sibolga", "A truck from Silangit: goods of a pledge, and blankets that nobody promised.", self.shipment())
        add("prepared", "Being loaded; all that is left of a pledge.", pb.Shipment(
            event_id=EVENT, region_code="12.73", prepared=True, departs_at=time("2025-11-28T06:00:00Z"),
            lines=[pb.ShipmentLine(pledge=pb.MessageReference(source="bnpb", number=41))]))
        add("of-a-pledge", "A part of a pledge.", self.shipment().lines[0])
        add("of-none", "Buffer for a posko.", self.shipment().lines[1])
        count = pb.ShipmentCount(line=1, thousandths=100000, damaged_thousandths=6000, lost_thousandths=4000)
        add("good-damaged-lost", "How much of the first line.", count)
        add("receive", "Handed over and signed; a part is under way still.", self.shipped(
            "RECEIVE", lines=[count], happened_at=time("2025-11-28T16:00:00Z"), bast_number="BAST/12/BPBD/XI/2025",
            received_by="Posko Sibolga"))
        add("delay", "It will be later.", self.shipped(
            "DELAY", expected_at=time("2025-11-29T02:00:00Z"), reason="jembatan putus, lewat Padang Sidempuan"))
        for deed in ("DEPART", "ARRIVE"):
            add(deed.lower(), "A deed without more.", self.shipped(deed))
        for deed in ("RETURN", "CANCEL", "LOSE"):
            add(deed.lower(), "With its reason.", self.shipped(deed, reason="gelombang tinggi"))
        add("line", "One line as it stands.", self.shipment_line())
        for state in ("PREPARED", "IN_TRANSIT", "ARRIVED", "RECEIVED", "RETURNED", "CANCELLED", "LOST"):
            add(state.lower().replace("_", "-"), "A shipment as it stands.", self.shipment_status(state))
        add("shipment", "A shipment as a message.",
            self.message("bnpb", 43, "2025-11-28T06:25:00Z", shipment=self.shipment()))
        add("shipment-update", "What happened to it, as a message.", self.message(
            "bpbd-12.73", 31, "2025-11-28T15:45:00Z", shipment_update=self.shipped("ARRIVE")))
        add("shipment", "State topic, internal.", self.feed_message("real/12/12.73/shipments/", 5, 4,
                                                                    shipment=self.shipment_status()))

    def _quantities(self):
        return self.pb.Quantities(asked=200000, pledged=190000, reserved=150000, sent=120000, received_good=100000,
                                  received_damaged=6000, lost=4000, in_transit=10000, outstanding=20000)

    def _pledge_status(self, state="DISPATCHED"):
        pb = self.pb
        return pb.PledgeStatus(pledge=pb.MessageReference(source="bnpb", number=41), state="PLEDGE_STATE_" + state,
                               cluster_id="logistik", origin="PLEDGE_ORIGIN_WAREHOUSE",
                               origin_name="Gudang BNPB Silangit", available_at=time("2025-11-28T06:00:00Z"),
                               valid_until=time("2025-12-01T00:00:00Z"), item="sembako", unit="paket",
                               quantities=self._quantities(), warehouse_id="silangit")

    def _need_status(self, state="APPROVED"):
        pb = self.pb
        return pb.NeedStatus(line=self.line(), item="sembako", item_unknown=False, unit="paket",
                             state="NEED_STATE_" + state, decision=pb.MessageReference(source="bpbd-12", number=12),
                             kecamatan_code="12.73.01", priority="PRIORITY_LIFE_SAVING",
                             as_of=time("2025-11-28T01:00:00Z"), needed_by=time("2025-11-29T00:00:00Z"),
                             delivery_point="Gudang BPBD Sibolga", persons=1250, households=320, isolated=True,
                             urgent=True, escalated=1, quantities=self._quantities(),
                             pledges=[self._pledge_status()])

    def _relief(self):
        pb, add = self.pb, self.add
        add("all", "Every quantity.", self._quantities())
        add("excess", "More is promised than was asked.", pb.Quantities(asked=1000, pledged=3000, excess=2000))
        for state in ("OFFERED", "CONFIRMED", "RESERVED", "DISPATCHED", "DELIVERED", "WITHDRAWN", "EXPIRED"):
            add(state.lower(), "A pledge as it stands.", self._pledge_status(state))
        for state in ("REQUESTED", "VERIFIED", "APPROVED", "PROVISIONAL", "DECLINED", "CANCELLED", "CLOSED"):
            add(state.lower(), "A line as it stands.", self._need_status(state))
        add("unknown", "Free text, high priority.", pb.NeedStatus(
            line=self.line(line=2), item="boneka tangan", item_unknown=True, unit="buah", state="NEED_STATE_REQUESTED",
            priority="PRIORITY_HIGH", quantities=pb.Quantities(asked=40000, outstanding=40000)))
        add("normal", "Normal priority.", pb.NeedLine(quantity=self.goods("selimut", 1), priority="PRIORITY_NORMAL"))
        basis = pb.EstimateBasis(displaced_persons=1250, persons_regencies=1, displaced_households=320,
                                 households_regencies=1, newest_as_of=time(ACEH_AS_OF))
        add("both", "Persons and households of one regency.", basis)
        rice = pb.EstimatedNeed(item="beras", unit="kg", thousandths=500000, per_day=True)
        add("rice", "Rice for 1,250 persons, a day.", rice)
        overlap = pb.Overlap(item_class="pangan", sources=["bnpb", "kodam-i"],
                             pledges=[pb.MessageReference(source="bnpb", number=41),
                                      pb.MessageReference(source="kodam-i", number=3)])
        add("two-members", "Food from two members for one regency in the same days.", overlap)
        total = pb.ItemTotal(item="sembako", item_class="pangan", unit="paket", open_lines=1,
                             quantities=self._quantities())
        add("packets", "One item of one area.", total)
        status = pb.LogisticsStatus(event_id=EVENT, area_code="12.73", area_name="Kota Sibolga", items=[total],
                                    gaps=[self._need_status()], gap_lines=1, excess_lines=1, overlaps=[overlap],
                                    lines=[self._need_status("VERIFIED")], cut=True, basis=basis, estimates=[rice])
        add("regency", "A regency on an internal feed.", status)
        nation = pb.LogisticsStatus(event_id=EVENT, area_code="nation", area_name="Indonesia", items=[total],
                                    gap_lines=1, offers=[self._pledge_status("OFFERED")], offer_count=1)
        add("nation", "The nation, with what is not allotted yet.", nation)

    def candipuro(self):
        return self.message("bpbd-35.08", 21, "2021-12-08T10:10:00Z", report=self.pb.SituationReport(
            event_id="semeru-2021",
            place=self.pb.Place(region_code="35.08", kecamatan_code="35.08.03"),
            as_of=time("2021-12-08T10:00:00Z"), figures=[self.fig("DISPLACED_PERSONS", 2331)]))

    def published(self):
        return self.message("bpbd-11", 8, "2025-11-29T12:05:00Z", report=self.pb.SituationReport(
            event_id=EVENT, place=self.pb.Place(region_code="11", region_name="Aceh"),
            as_of=time("2025-11-29T12:00:00Z"),
            figures=[self.fig("DEAD", 47), self.fig("MISSING", 51), self.fig("INJURED", 8),
                     self.fig("DISPLACED_HOUSEHOLDS", 48887)]))

    def relayed(self):
        made = self.message("bpbd-11", 10, "2025-11-29T16:20:00Z", on_behalf_of="bpbd-11.16",
                            channel="CHANNEL_RADIO")
        made.report.event_id = EVENT
        made.report.place.region_code = "11.16"
        made.report.as_of.CopyFrom(time(ACEH_AS_OF))
        made.report.figures.append(self.fig("INJURED", 3))
        return made

    def drill(self):
        made = self.aceh_tengah()
        made.realm = "drill/gladi-2025"
        made.number = 1
        return made

    def largest(self):
        made = self.mandailing()
        made.number = 2**53 - 1
        return made

    # --- submit.proto, what is handed in and its answers ----------------------------------------

    def submitted(self):
        pb, add = self.pb, self.add
        add("both-ends", "Send these again: 41 to 57.", pb.NumberRange(first=41, last=57))
        add("one", "A single number.", pb.NumberRange(first=12, last=12))
        add("gaps", "The hub holds up to 62 but lacks 41 to 57 and 12.", self.state_with_gaps())
        add("whole", "No gap.", pb.SourceState(source="bpbd-11.04", last_number=3))
        add("none", "Nothing held yet: the last number is 0 and not on the wire.", pb.SourceState(source="bpbd-11.72"))
        add("one", "The exact bytes of message/report.bin.", pb.Submit(message=self.bytes(self.aceh_tengah())))
        add("three", "Each is judged by itself, in this order.", self.batch())
        add("accepted", "Durable now.", self.receipt())
        add("accepted-with-warning", "Durable, and somebody should look at it.",
            self.receipt(warnings=[self.warning()]))
        add("duplicate", "Sent twice: the first receipt again, with another status.", self.receipt("DUPLICATE"))
        add("conflict", "The number is held with other content; sequence and time are those of the first arrival.",
            self.conflicted())
        add("refused", "Not taken in; nothing changed.", self.refused())
        add("busy", "Send the same bytes again after 2.5 seconds.", self.busy())
        add("two-and-one-refused", "In the order of the batch.",
            pb.BatchReceipt(receipts=[self.receipt(), self.refused(), self.receipt("DUPLICATE")]))
        add("field", "With the path of the field.", self.region_unknown())
        add("retry", "The hub's fault: try again later.", self.quota())
        add("rights", "Ask the administrator.", self.problem(
            304, "REGION_FORBIDS", "RIGHTS", "Wilayah ini di luar kewenangan Anda",
            "This region is outside your rights", field="report.place.region_code"))

    def bytes(self, message):
        return message.SerializeToString(deterministic=True)

    def batch(self):
        return self.pb.SubmitBatch(messages=[self.bytes(self.aceh_tengah()), self.bytes(self.candipuro()),
                                             self.bytes(self.published())])

    def state_with_gaps(self):
        return self.pb.SourceState(source="bpbd-11.06", last_number=62,
                                   missing=[self.pb.NumberRange(first=41, last=57),
                                            self.pb.NumberRange(first=12, last=12)])

    def conflicted(self):
        made = self.receipt("CONFLICT", problem=self.conflict())
        made.durability = 0
        return made

    def refused(self):
        return self.pb.Receipt(status="RECEIPT_STATUS_REFUSED", source="bpbd-11.04", number=5,
                               problem=self.region_unknown())

    def quota(self):
        return self.problem(502, "QUOTA", "HUB", "Terlalu banyak pesan dalam waktu singkat; coba lagi nanti",
                            "Too many messages in a short time; try again later", retry_after_ms=2500)

    def busy(self):
        return self.pb.Receipt(status="RECEIPT_STATUS_BUSY", source="bpbd-11.04", number=6, problem=self.quota())

    # --- feed.proto ------------------------------------------------------------------------------

    def status(self):
        pb, add = self.pb, self.add
        add("household-size", "Taken in, but look at it.", self.warning())
        add("no-field", "A warning that no single field causes.",
            pb.Warning(code=612, name="CLOCK_SKEW",
                       text_id="Jam pengirim berbeda jauh dari jam hub",
                       text_en="The sender's clock is far from the hub's"))
        add("report", "The exact bytes as they came.", self.notice())
        add("relayed", "entered_by is not the source of the word.",
            pb.MessageNotice(journal_sequence=48300, received_at=time("2025-11-29T16:20:01Z"),
                             entered_by="bpbd-11", message=self.bytes(self.relayed()),
                             warnings=[self.warning()]))
        add("open", "Regencies, no longer the province code.", self.event_status())
        add("closed", "Closed.", self.event_status("CLOSED"))
        add("candipuro", "One kecamatan of Lumajang, 8 December 2021.", self.part())
        add("aceh-tengah", "One source, two figures. Injured is not listed: unknown.", self.regency())
        add("lumajang", "With parts (three of the 21 shown), on internal feeds.", self.lumajang())
        add("silent", "Nobody has reported; the node was never heard.",
            pb.RegencyStatus(event_id=EVENT, regency_code="11.72", regency_name="Kota Sabang",
                             presence="PRESENCE_NEVER"))
        add("zero", "A report that says none dead.",
            pb.RegencyStatus(event_id=EVENT, regency_code="12.13", regency_name="Kabupaten Mandailing Natal",
                             figures=[self.figure_zero()], newest_as_of=time("2025-11-28T05:46:00Z"),
                             stale=True, presence="PRESENCE_SILENT",
                             last_heard_at=time("2025-11-28T06:00:00Z")))
        add("aceh", "Nine of 23 regencies have reported; fourteen are silent.", self.coverage())
        add("nothing", "Nobody has reported: zero known is not on the wire.",
            pb.Coverage(expected=2, silent_codes=["11.71", "11.72"]))
        add("stale", "Known, but older than the freshness limit.",
            pb.Coverage(expected=3, known=2, stale=1, silent_codes=["11.72"], stale_codes=["12.13"],
                        oldest_as_of=time("2025-11-28T05:46:00Z"), newest_as_of=time(ACEH_AS_OF)))
        add("aceh", "Aceh, 29 November 2025: 47 dead, 51 missing, 8 injured add up exactly.", self.aceh())
        add("nation", "The nation, before any report.",
            pb.AreaStatus(event_id=EVENT, level="AREA_LEVEL_NATION", area_code="nation", area_name="Indonesia",
                          coverage=pb.Coverage(expected=1, silent_codes=["11.06"])))

    def notice(self):
        return self.pb.MessageNotice(journal_sequence=48211, received_at=time("2025-11-29T12:03:20.482913Z"),
                                     entered_by="bpbd-11.04", message=self.bytes(self.aceh_tengah()))

    def event_status(self, state="OPEN"):
        declared = self.declaration()
        return self.pb.EventStatus(
            event_id=EVENT, hazard_code=103, name=declared.name, started_at=declared.started_at,
            state=f"EVENT_STATE_{state}", declared_by="bnpb", regency_codes=["11.02", "11.04", "12.13", "13.06"])

    def part(self, code="35.08.03", value=2331):
        return self.pb.PartStatus(
            place=self.pb.Place(region_code="35.08", kecamatan_code=code), source="bpbd-35.08",
            as_of=time("2021-12-08T10:00:00Z"), figures=[self.fig("DISPLACED_PERSONS", value)])

    def regency(self):
        pb = self.pb
        return pb.RegencyStatus(
            event_id=EVENT, regency_code="11.04", regency_name="Kabupaten Aceh Tengah",
            figures=[pb.FigureStatus(kind="FIGURE_KIND_DEAD", chosen=self.src("bpbd-11.04", 16)),
                     pb.FigureStatus(kind="FIGURE_KIND_MISSING", chosen=self.src("bpbd-11.04", 2))],
            newest_as_of=time(ACEH_AS_OF), presence="PRESENCE_CONNECTED",
            last_heard_at=time("2025-11-29T12:03:20Z"))

    def lumajang(self):
        pb = self.pb
        return pb.RegencyStatus(
            event_id="semeru-2021", regency_code="35.08", regency_name="Kabupaten Lumajang",
            figures=[pb.FigureStatus(
                kind="FIGURE_KIND_DISPLACED_PERSONS",
                chosen=self.src("bpbd-35.08", 6022, "2021-12-08T10:00:00Z", parts_sum=6022, has_parts=True))],
            parts=[self.part(), self.part("35.08.04", 983), self.part("35.08.02", 525)],
            newest_as_of=time("2021-12-08T10:00:00Z"), presence="PRESENCE_CONNECTED",
            last_heard_at=time("2021-12-08T10:10:00Z"), parts_cut=True)

    def coverage(self):
        return self.pb.Coverage(
            expected=23, known=9, silent_codes=ACEH_SILENT, unheard_codes=["11.09", "11.74"],
            oldest_as_of=time(ACEH_AS_OF), newest_as_of=time(ACEH_AS_OF))

    def aceh(self):
        return self.pb.AreaStatus(
            event_id=EVENT, level="AREA_LEVEL_PROVINCE", area_code="11", area_name="Aceh",
            totals=[self.total("DEAD", 47, 8, 47), self.total("MISSING", 51, 6, 51),
                    self.total("INJURED", 8, 2, 8), self.published_only()],
            coverage=self.coverage())

    def presence(self, **more):
        return self.pb.NodePresence(node="bpbd-11.06", role="district", region_code="11.06", **more)

    def silent_node(self):
        return self.presence(presence="PRESENCE_SILENT", last_heard_at=time("2025-11-26T02:10:00Z"),
                             silent_since=time("2025-11-26T02:10:15Z"), last_number=62, missing_numbers=18,
                             accepted=44, duplicates=2, refused=1, clock_skew_ms=-420000, outbox_messages=9,
                             missing_first=41, missing_last=57)

    def heartbeat(self, **more):
        return self.pb.HubHeartbeat(hub="pusdalops-nasional", hub_time=time("2025-11-29T12:03:21Z"),
                                    journal_sequence=48211, interval_ms=1000, **more)

    def positions(self):
        position = self.pb.TopicPosition
        return [position(topic="real/nation/status/", sequence=911),
                position(topic="real/11/province/status/", sequence=407)]

    def feed(self):
        add, wrap = self.add, self.feed_message
        add("silent", "Silent since 09.10 WIB; 18 numbers missing, among them 41 to 57; its clock is behind.",
            self.silent_node())
        add("connected", "Heard, nothing missing.",
            self.presence(presence="PRESENCE_CONNECTED", last_heard_at=time("2025-11-29T12:03:18Z"),
                          last_number=3, accepted=3, clock_skew_ms=35))
        add("never", "Never heard: no time at all.", self.presence(presence="PRESENCE_NEVER"))
        add("removed", "On the roster no more: the last word about it.", self.presence(presence="PRESENCE_REMOVED"))
        add("nation", "Last sequence of one topic.", self.positions()[0])
        add("alive", "The regular sign of life.", self.heartbeat(positions=self.positions()))
        add("store-full", "Reading goes on, nothing new is taken in.", self.heartbeat(intake_stopped=True))
        add("goodbye", "Shutting down in good order.", self.heartbeat(intake_stopped=True, going_away=True))
        add("notice", "Log topic: the sequence is the journal's.",
            wrap("real/11/11.04/notice/", 48211, 47980, notice=self.notice()))
        add("event", "State topic.", wrap("real/nation/event/", 12, 4, event=self.event_status()))
        add("regency", "State topic of a regency.",
            wrap("real/11/11.04/status/", 6, 5, regency=self.regency()))
        add("area-first", "The first message of a topic: previous is 0 and not on the wire.",
            wrap("real/11/province/status/", 1, 0, area=self.aceh()))
        add("logistics", "State topic.", wrap("real/12/12.73/logistics/", 4, 2, logistics=self.pb.LogisticsStatus(
            event_id=EVENT, area_code="12.73", area_name="Kota Sibolga", gap_lines=1)))
        add("stock", "State topic.", wrap("real/31/31.75/stock/", 9, 3, stock=self.pb.StockStatus(
            area_code="31.75", area_name="Kota Jakarta Timur", warehouse_count=8)))
        board = Registry(self.pb, time)
        add("cluster", "State topic of the nation.", wrap("real/nation/clusters/", 9, 8, cluster=board.cluster()))
        add("catalogue", "State topic of the nation.",
            wrap("real/nation/catalogue/", 12, 11, catalogue=board.catalogue()))
        add("unknown-items", "State topic of the nation, on internal feeds only.",
            wrap("real/nation/unknown-items/", 13, 10, unknown_items=board.lacks()))
        add("presence", "Urgent lane.", wrap("real/11/11.06/presence/", 8, 6, presence=self.silent_node()))
        add("heartbeat", "Urgent lane.",
            wrap("real/nation/heartbeat/", 5021, 5020, heartbeat=self.heartbeat(positions=self.positions())))

    # --- submit.proto, conversation --------------------------------------------------------------

    def hello(self):
        return self.pb.Hello(version_min=1, version_max=1, software="bpbd-pelapor 2.4", realm="real",
                             capabilities=["example-one", "example-two"], sources=["bpbd-11.06", "bpbd-11.07"])

    def hello_reply(self):
        return self.pb.HelloReply(
            version=1, capabilities=["example-one"], hub="pusdalops-nasional", software="pusdalopsd 0.1.0",
            client="bpbd-11.06", role="district",
            sources=[self.state_with_gaps(), self.pb.SourceState(source="bpbd-11.07")],
            hub_time=time("2025-11-29T12:03:21.5Z"), frame_bytes_max=65536, batch_messages_max=512,
            heartbeat_interval_ms=5000, last_sequence=48211, chain_head=self.hash())

    def node_heartbeat(self):
        return self.pb.NodeHeartbeat(realm="real", source="bpbd-11.06", last_number=62, outbox_messages=9,
                                     sent_at=time("2025-11-29T12:03:20Z"))

    def heartbeat_reply(self):
        return self.pb.HeartbeatReply(state=self.state_with_gaps(), hub_time=time("2025-11-29T12:03:21.5Z"))

    def inquiry_reply(self):
        return self.pb.InquiryReply(held=True, receipt=self.receipt(), message=self.bytes(self.aceh_tengah()),
                                    record_hash=self.hash(), withdrawn=True)

    def inquiry_reply_too_old(self):
        return self.pb.InquiryReply(held=True, receipt=self.receipt(), message=self.bytes(self.aceh_tengah()),
                                    record_hash=self.hash(), withdrawn_unknown=True)

    def snapshot_page(self, cursor="c1:11.04"):
        return self.pb.SnapshotPage(
            documents=[self.feed_message("real/11/11.04/status/", 6, 5, regency=self.regency()),
                       self.feed_message("real/11/province/status/", 407, 399, area=self.aceh())],
            cursor=cursor, journal_sequence=48211)

    def replay_page(self, more=True):
        return self.pb.ReplayPage(
            messages=[self.feed_message("real/11/11.04/notice/", 48211, 47980, notice=self.notice())], more=more)

    def nodes_page(self, cursor="c1:bpbd-11.06"):
        return self.pb.NodesPage(nodes=[self.silent_node()], cursor=cursor)

    def pages(self):
        pb, add = self.pb, self.add
        add("first", "Opens a connection; asks for the numbers of two sources.", self.hello())
        add("plain", "The least a console says.",
            pb.Hello(version_min=1, version_max=1, software="layar-dinding 1", realm="real"))
        add("full", "Both sides know one capability; one source has gaps, the other is new.", self.hello_reply())
        add("bare", "An empty hub and a console.",
            pb.HelloReply(version=1, hub="pusdalops-nasional", software="pusdalopsd 0.1.0", client="layar-1",
                          role="console", hub_time=time("2025-11-29T12:03:21Z"), frame_bytes_max=65536,
                          batch_messages_max=512, heartbeat_interval_ms=5000))
        add("one", "By realm, source and number.", pb.Inquiry(realm="real", source="bpbd-11.04", number=3))
        add("held", "Held, since withdrawn.", self.inquiry_reply())
        add("too-old", "Held, but too old to say whether it stands.", self.inquiry_reply_too_old())
        add("not-held", "Not held: nothing on the wire.", pb.InquiryReply())
        add("first-page", "All of Aceh.", self.snapshot_request())
        add("next-page", "The cursor as the hub gave it.", self.snapshot_request("c1:11.04"))
        add("page", "Two documents and there is more.", self.snapshot_page())
        add("last", "The last page has no cursor.", self.snapshot_page(""))
        add("after", "What came after 47980.", self.replay_request(47980))
        add("from-start", "Everything: after is 0 and not on the wire.", self.replay_request(0))
        add("more", "There is more: ask again after 48211.", self.replay_page())
        add("last", "Nothing more.", self.replay_page(False))
        add("outbox", "Nine messages wait.", self.node_heartbeat())
        add("empty-outbox", "A new node: nothing numbered yet, nothing waits.",
            pb.NodeHeartbeat(realm="real", source="bpbd-11.72", sent_at=time("2025-11-29T12:03:20Z")))
        add("gaps", "Send 41 to 57 and 12 again.", self.heartbeat_reply())
        add("first-page", "From the start.", pb.NodesRequest(realm="real"))
        add("next-page", "The cursor as the hub gave it.", pb.NodesRequest(realm="real", cursor="c1:bpbd-11.06"))
        add("page", "One node and there is more.", self.nodes_page())
        add("last", "The last page has no cursor.", self.nodes_page(""))

    def snapshot_request(self, cursor=""):
        return self.pb.SnapshotRequest(realm="real", topic_prefix="real/11/", cursor=cursor)

    def replay_request(self, after):
        return self.pb.ReplayRequest(realm="real", topic="real/11/11.04/notice/", after=after)

    def requests(self):
        pb = self.pb
        submit = pb.Submit(message=self.bytes(self.aceh_tengah()))
        for case, why, body in (
                ("hello", "First request of a connection.", {"hello": self.hello()}),
                ("submit", "One report.", {"submit": submit}),
                ("submit-zero", "The worked example of proto/README.md: an explicit zero.",
                 {"submit": pb.Submit(message=self.bytes(self.mandailing()))}),
                ("submit-batch", "Three messages.", {"submit_batch": self.batch()}),
                ("inquiry", "Do you still have it?",
                 {"inquiry": pb.Inquiry(realm="real", source="bpbd-11.04", number=3)}),
                ("snapshot", "First page of Aceh.", {"snapshot": self.snapshot_request()}),
                ("replay", "What was missed.", {"replay": self.replay_request(47980)}),
                ("heartbeat", "Sign of life.", {"heartbeat": self.node_heartbeat()}),
                ("nodes", "First page of the nodes.", {"nodes": pb.NodesRequest(realm="real")}),
                *golden_suggestion.requests(self)):
            self.add(case, why, pb.Request(request_id=7, **body))
        self.add("id-large", "A request_id that a double cannot hold: JavaScript needs BigInt.",
                 pb.Request(request_id=2**64 - 1, nodes=pb.NodesRequest(realm="real")))
        self.add("id-zero", "request_id 0 is allowed, as on intake; it is not on the wire.",
                 pb.Request(submit=submit))

    def replies(self):
        pb = self.pb
        accepted = self.receipt()
        accepted.source, accepted.number, accepted.sequence = "bpbd-12.13", 1, 1207
        accepted.received_at.CopyFrom(time("2025-11-28T05:50:00.9Z"))
        for case, why, body in (
                ("hello", "To hello.", {"hello": self.hello_reply()}),
                ("receipt", "To submit.", {"receipt": self.receipt()}),
                ("receipt-zero", "The answer in the worked example of proto/README.md.", {"receipt": accepted}),
                ("batch", "To submit_batch.",
                 {"batch": pb.BatchReceipt(receipts=[self.receipt(), self.refused(), self.receipt("DUPLICATE")])}),
                ("inquiry", "To inquiry.", {"inquiry": self.inquiry_reply()}),
                ("snapshot", "To snapshot.", {"snapshot": self.snapshot_page()}),
                ("replay", "To replay.", {"replay": self.replay_page()}),
                ("heartbeat", "To heartbeat.", {"heartbeat": self.heartbeat_reply()}),
                ("nodes", "To nodes.", {"nodes": self.nodes_page()}),
                ("problem", "The request itself was refused.", {"problem": self.problem(
                    104, "VERSION", "CLIENT", "Versi protokol tidak cocok; perbarui program klien",
                    "No protocol version in common; update the client", field="hello.version_min")}),
                *golden_suggestion.replies(self)):
            self.add(case, why, pb.Reply(request_id=7, epoch=EPOCH, **body))
