"""The golden cases of registry.proto: clusters, the catalogue of items, what it lacks. Read by golden.py."""


class Registry:
    """The messages, made of a pb and a time()."""

    def __init__(self, pb, time):
        self.pb, self.time = pb, time

    def decree(self):
        return self.pb.Decree(number="SK Gubernur 360/412 Tahun 2025", date="2025-10-20",
                              valid_from=self.time("2025-10-20T00:00:00Z"),
                              valid_until=self.time("2028-10-20T00:00:00Z"))

    def rice(self):
        return self.pb.Capacity(item="beras", thousandths=5000000, unit="kg")

    def kitchen(self):
        return self.pb.Capacity(service="dapur umum", thousandths=3000, unit="set")

    def contact(self):
        return self.pb.Contact(name="Posko Dinas Sosial", phone="+62 370 000-000")

    def member(self, internal=True):
        more = dict(capacities=[self.rice(), self.kitchen()], contact=self.contact()) if internal else {}
        return self.pb.ClusterMember(
            source="dinsos-52", name="Dinas Sosial Provinsi NTB", role="MEMBER_ROLE_LEAD", region_codes=["52.71"],
            decree=self.pb.Decree(number="SK Kepala Dinas 14/2025", valid_until=self.time("2026-12-31T00:00:00Z")),
            **more)

    def others(self):
        return [self.pb.ClusterMember(source="tni", name="TNI", role="MEMBER_ROLE_DEPUTY"),
                self.pb.ClusterMember(source="pmi-52", name="PMI Provinsi NTB", role="MEMBER_ROLE_SUPPORT")]

    def cluster(self, internal=True):
        return self.pb.ClusterRegistry(
            cluster_id="logistik-52", edition="2025-11", name="Klaster Logistik Provinsi NTB",
            name_en="Logistics cluster of West Nusa Tenggara", level="CLUSTER_LEVEL_PROVINCE", region_codes=["52"],
            parent_id="logistik", decree=self.decree(), members=[self.member(internal)] + self.others())

    def item(self):
        return self.pb.CatalogueItem(
            code="sembako", name="Paket sembako", name_en="Basic food packet", item_class="pangan", base_unit="paket",
            is_packet=True, aliases=["bahan pokok", "paket sembako keluarga"],
            units=[self.pb.ItemUnit(unit="lusin", base_thousandths=12000)])

    def catalogue(self):
        return self.pb.ItemCatalogue(version="1", page=3, pages=3, items=[self.item()])

    def unknown(self):
        return self.pb.UnknownItem(text="gerobak sapi", unit="buah", lines=3, pledges=1,
                                   newest_as_of=self.time("2025-11-28T01:00:00Z"))

    def lacks(self):
        return self.pb.UnknownItems(version="1", items=[self.unknown()], count=1)

    def cases(self, add):
        pb = self.pb
        add("governor", "A decree of a governor, good for three years.", self.decree())
        add("item", "Five tons of rice, as the catalogue counts them.", self.rice())
        add("service", "A service in words.", self.kitchen())
        add("desk", "A desk that answers.", self.contact())
        add("lead", "Who leads, with a decree of its own.", self.member())
        add("public", "What the public hears of the same member.", self.member(False))
        add("province", "The logistics cluster of a province, on the internal feed.", self.cluster())
        add("public", "The same on the public feed.", self.cluster(False))
        add("national", "A national cluster without members.",
            pb.ClusterRegistry(cluster_id="ekonomi", edition="2025-11", name="Klaster Ekonomi",
                               level="CLUSTER_LEVEL_NATIONAL", region_codes=["nation"]))
        add("regency", "A part of another cluster.",
            pb.ClusterRegistry(cluster_id="logistik-32.16", edition="2025-11", name="Klaster Logistik Kabupaten Bekasi",
                               level="CLUSTER_LEVEL_REGENCY", region_codes=["32.16"], parent_id="logistik"))
        add("removed", "The registry has it no more.",
            pb.ClusterRegistry(cluster_id="ekonomi", edition="2025-12", removed=True))
        add("dozen", "Twelve packets.", self.item().units[0])
        add("packet", "A packet, with other words for it.", self.item())
        add("last-page", "The last page of three.", self.catalogue())
        add("cart", "Named by three lines and a pledge.", self.unknown())
        add("one", "One text that the catalogue does not know.", self.lacks())
        add("none", "The catalogue knows all of them by now.", pb.UnknownItems(version="2"))
