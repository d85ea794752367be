"""Vectors of contingency plans: the golden cases and the invalid ones.

The plan is an exercise: who would bring what to the Citarum's flood plain in Kabupaten Bekasi. No plan of that regency is
published; the names of its warehouses and all quantities are made up.
"""
from schema import time

FLOOD = "banjir-muara-gembong"


def _goods(pb, item, thousandths, unit=""):
    return pb.Quantity(item=item, thousandths=thousandths, unit=unit)


def plan(pb):
    return pb.Plan(plan_id=FLOOD, name="Rencana kontinjensi banjir Citarum", region_code="32.16",
                   hazards=[pb.PlanHazard(hazard_code=101), pb.PlanHazard(hazard_code=103)],
                   valid_until=time("2027-12-31T16:59:59Z"), reference="gladi, bukan rencana yang terbit", lines=[
                       pb.PlanLine(member="pmi-32.16", cluster_id="logistik", what="Membawa beras ke posko induk",
                                   quantity=_goods(pb, "beras", 5000, "ton"), region_code="32.16",
                                   kecamatan_code="32.16.15", point="Gudang Cikarang", within_minutes=180,
                                   persons=4200, households=1100),
                       pb.PlanLine(member="kodim-0509", what="Evakuasi dengan perahu", within_minutes=60)])


def activation(pb):
    return pb.PlanActivation(source="bpbd-32.16", plan_id=FLOOD, number=11, event_id="banjir-bekasi-gladi",
                             reason="Siaga 1, tanggul Citarum limpas")


def _task(pb, line=1):
    return pb.TaskReference(source="bpbd-32.16", number=12, line=line)


def _update(pb, deed, line=1, **more):
    return pb.TaskUpdate(task=_task(pb, line), deed=deed and f"TASK_DEED_{deed}", **more)


def golden(made):
    """Adds the golden cases to those of golden.Golden."""
    pb, add = made.pb, made.add
    add("offer", "An offer that an activation made: its message and the line of the plan.",
        pb.MessageReference(source="bpbd-32.16", number=12, part=1))
    add("flood", "A hazard.", pb.PlanHazard(hazard_code=101))
    add("goods", "A line with goods.", plan(pb).lines[0])
    add("service", "A line without goods, where or when.", pb.PlanLine(member="tagana-32.16", what="Dapur umum"))
    add("citarum", "Two lines for two hazards.", plan(pb))
    add("retired", "Not to be activated any more.", pb.Plan(plan_id=FLOOD, name="Rencana lama", region_code="32.16",
                                                            retired=True))
    add("version", "The version that was looked at.", activation(pb))
    add("in-force", "Whichever version is in force.",
        pb.PlanActivation(source="bpbd-32.16", plan_id=FLOOD, event_id="banjir-bekasi-gladi"))
    add("line-1", "The task of the first line.", _task(pb))
    add("whole", "The activation as a whole.", _task(pb, 0))
    add("refuse", "The member cannot.", _update(pb, "REFUSE", note="truk rusak"))
    add("end", "The activation is over.", _update(pb, "END", 0, note="status siaga dicabut"))
    for deed in ("ACCEPT", "START", "DONE", "CANCEL"):
        add(deed.lower(), "A deed without more.", _update(pb, deed))

    def say(number, **body):
        return made.message("bpbd-32.16", number, "2026-01-20T01:05:00Z", realm="drill/bekasi", **body)
    add("plan", "A plan as a message, in an exercise.", say(11, plan=plan(pb)))
    add("plan-activation", "Its activation.", say(12, plan_activation=activation(pb)))
    add("task-update", "A member takes its task on.", made.message(
        "pmi-32.16", 3, "2026-01-20T01:20:00Z", realm="drill/bekasi", task_update=_update(pb, "ACCEPT")))


def status(made):
    """Adds the documents."""
    pb, add = made.pb, made.add
    line = pb.PlanLineStatus(member="pmi-32.16", cluster_id="logistik", what="Membawa beras ke posko induk", item="beras",
                             unit="kg", thousandths=5000000, region_code="32.16", kecamatan_code="32.16.15",
                             point="Gudang Cikarang", within_minutes=180, persons=4200, households=1100)
    add("goods", "A line with goods.", line)
    add("unknown", "Goods that the catalogue does not know.", pb.PlanLineStatus(
        member="tagana-32.16", what="Membawa pelampung", item="pelampung bekas", item_unknown=True, unit="buah",
        thousandths=20000, region_code="32.16"))
    plan_status = pb.PlanStatus(source="bpbd-32.16", plan_id=FLOOD, number=11, name="Rencana kontinjensi banjir Citarum",
                                region_code="32.16", region_name="Kabupaten Bekasi",
                                hazards=[pb.PlanHazard(hazard_code=101)], valid_until=time("2027-12-31T16:59:59Z"),
                                lines=[line])
    add("in-force", "A plan as prepared.", plan_status)
    add("retired", "A plan that is retired.", pb.PlanStatus(source="bpbd-32.16", plan_id=FLOOD, number=19, name="Lama",
                                                           region_code="32.16", retired=True))
    counts = pb.TaskCounts(assigned=2, silent=1, accepted=1, started=1, done=1, refused=1, cancelled=1)
    add("all", "One in every state, and one more that is silent.", counts)
    offer = pb.PledgeStatus(pledge=pb.MessageReference(source="bpbd-32.16", number=12, part=1), giver="pmi-32.16",
                            state="PLEDGE_STATE_CONFIRMED", item="beras", unit="kg",
                            quantities=pb.Quantities(pledged=5000000))
    add("offer", "An offer that an activation made for a member.", offer)
    task = pb.TaskStatus(task=_task(pb), state="TASK_STATE_ACCEPTED", member="pmi-32.16", cluster_id="logistik",
                         what="Membawa beras ke posko induk", due_at=time("2026-01-20T04:05:00Z"), region_code="32.16",
                         kecamatan_code="32.16.15", point="Gudang Cikarang", persons=4200, households=1100,
                         update=pb.MessageReference(source="pmi-32.16", number=3), offer=offer, thousandths=5000000)
    add("accepted", "Taken on, its goods confirmed.", task)
    add("silent", "Its time has passed, and nobody has answered.", pb.TaskStatus(
        task=_task(pb, 2), state="TASK_STATE_ASSIGNED", silent=True, member="kodim-0509", what="Evakuasi dengan perahu",
        due_at=time("2026-01-20T02:05:00Z"), region_code="32.16"))
    for state in ("STARTED", "DONE", "REFUSED", "CANCELLED"):
        add(state.lower(), "A task as it stands.", pb.TaskStatus(
            task=_task(pb, 2), state=f"TASK_STATE_{state}", member="kodim-0509", what="Evakuasi dengan perahu",
            update=pb.MessageReference(source="kodim-0509", number=2)))
    activated = pb.ActivationStatus(
        activation=pb.MessageReference(source="bpbd-32.16", number=12),
        plan=pb.MessageReference(source="bpbd-32.16", number=11), plan_id=FLOOD,
        name="Rencana kontinjensi banjir Citarum", event_id="banjir-bekasi-gladi", region_code="32.16",
        region_name="Kabupaten Bekasi", activated_at=time("2026-01-20T01:05:00Z"), counts=counts, tasks=[task])
    add("under-way", "On an internal feed.", activated)
    ended = pb.ActivationStatus()
    ended.CopyFrom(activated)
    ended.ClearField("tasks")
    ended.ended_at.CopyFrom(time("2026-01-23T02:00:00Z"))
    add("public", "Ended, as the public reads it: no task, no member, no goods.", ended)
    add("plan", "State topic, internal.", pb.FeedMessage(
        epoch=1764417600, topic="drill/bekasi/32/32.16/plans/", sequence=3, previous=2,
        published_at=time("2026-01-20T01:05:01Z"), plan=plan_status))
    add("activation", "State topic.", pb.FeedMessage(
        epoch=1764417600, topic="drill/bekasi/32/32.16/tasks/", sequence=4, previous=0,
        published_at=time("2026-01-20T01:05:01Z"), activation=activated))


def invalid(made):
    """Adds the invalid cases to those of invalid.Invalid."""
    pb, add = made.pb, made.message

    def say(number, **body):
        return made.golden.message("bpbd-32.16", number, "2026-01-20T01:05:00Z", **body)

    def spoilt(spoil):
        body = plan(pb)
        spoil(body)
        return say(11, plan=body)

    def line(name, value):
        return spoilt(lambda p: setattr(p.lines[0], name, value))
    add("plan-no-id", 201, "plan.plan_id", "without a name", spoilt(lambda p: p.ClearField("plan_id")))
    add("plan-id-capitals", 202, "plan.plan_id", "capitals do not stand in identifiers",
        spoilt(lambda p: setattr(p, "plan_id", "Banjir")))
    add("plan-no-region", 201, "plan.region_code", "of no region", spoilt(lambda p: p.ClearField("region_code")))
    add("plan-of-the-nation", 205, "plan.region_code", "the nation has none",
        spoilt(lambda p: setattr(p, "region_code", "nation")), "catalogue")
    add("plan-hazard-unknown", 206, "plan.hazards[1].hazard_code", "no such hazard",
        spoilt(lambda p: setattr(p.hazards[1], "hazard_code", 99)), "catalogue")
    add("plan-hazards-many", 202, "plan.hazards", "17 hazards",
        spoilt(lambda p: p.hazards.extend([p.hazards[0]] * 15)))
    add("plan-no-lines", 201, "plan.lines", "nobody does anything", spoilt(lambda p: p.ClearField("lines")))
    add("plan-lines-many", 202, "plan.lines", "33 lines", spoilt(lambda p: p.lines.extend([p.lines[1]] * 31)))
    add("plan-line-no-member", 201, "plan.lines[0].member", "nobody does it", line("member", ""))
    add("plan-line-no-what", 201, "plan.lines[0].what", "nothing is done", line("what", ""))
    add("plan-line-what-long", 202, "plan.lines[0].what", "201 bytes", line("what", "x" * 201))
    add("plan-line-within-long", 202, "plan.lines[0].within_minutes", "a minute more than a year",
        line("within_minutes", 525601))
    add("plan-line-elsewhere", 202, "plan.lines[0].region_code", "in another regency",
        line("region_code", "32.15"), "catalogue")
    add("plan-line-goods-of-nothing", 201, "plan.lines[0].quantity.item", "of nothing",
        spoilt(lambda p: p.lines[0].quantity.ClearField("item")))
    add("plan-line-unit-unknown", 216, "plan.lines[0].quantity.unit", "rice is not counted in sheets",
        spoilt(lambda p: setattr(p.lines[0].quantity, "unit", "lembar")), "catalogue")

    def activate(**change):
        body = activation(pb)
        for name, value in change.items():
            setattr(body, name, value)
        return say(12, plan_activation=body)
    add("activation-no-source", 201, "plan_activation.source", "nobody's plan", activate(source=""))
    add("activation-no-plan", 201, "plan_activation.plan_id", "no plan", activate(plan_id=""))
    add("activation-no-event", 201, "plan_activation.event_id", "for no event", activate(event_id=""))
    add("activation-reason-long", 202, "plan_activation.reason", "501 bytes", activate(reason="x" * 501))
    add("task-no-reference", 201, "task_update.task", "of no task", say(13, task_update=pb.TaskUpdate(deed="TASK_DEED_ACCEPT")))
    add("task-no-deed", 203, "task_update.deed", "nothing is done", say(13, task_update=_update(pb, 0)))
    add("task-refuse-no-note", 201, "task_update.note", "it has to be told why", say(13, task_update=_update(pb, "REFUSE")))
    add("task-note-long", 202, "task_update.note", "501 bytes", say(13, task_update=_update(pb, "ACCEPT", note="x" * 501)))
