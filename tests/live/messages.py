"""Messages as a source writes them: short builders, serialised once."""
import time

from schema import Message, figure_pb

EVENT = "siklon-senyar-2025"
T0 = 1_764_309_600  # 2025-11-28 13.00 WIB


def stamp(field, seconds):
    field.seconds = int(seconds)
    field.nanos = int(round((seconds - int(seconds)) * 1e9))


def head(source, number, realm="real", sent_at=None, behalf="", channel=0):
    message = Message(source=source, number=number, realm=realm, on_behalf_of=behalf, channel=channel)
    stamp(message.sent_at, time.time() if sent_at is None else sent_at)
    return message


def declaration(source, number, regions, event=EVENT, realm="real", name="Siklon Senyar", hazard=103, state=1):
    """A declaration of an event, as bytes."""
    message = head(source, number, realm)
    body = message.event
    body.event_id, body.hazard_code, body.name, body.state = event, hazard, name, state
    stamp(body.started_at, T0 - 86_400)
    body.region_codes.extend(regions)
    return message.SerializeToString()


def report(source, number, region, figures, as_of=T0, event=EVENT, realm="real", behalf="", channel=0,
           kecamatan="", village="", point="", revises=0, needs="", reasons=None, sent_at=None):
    """A situation report, as bytes. `figures` is {kind: value}."""
    message = head(source, number, realm, sent_at, behalf, channel)
    body = message.report
    body.event_id, body.revises, body.needs = event, revises, needs
    body.place.region_code = region
    body.place.kecamatan_code, body.place.village_code, body.place.point = kecamatan, village, point
    stamp(body.as_of, as_of)
    for kind, value in figures.items():
        body.figures.add(kind=kind, value=value, reason=(reasons or {}).get(kind, 0))
    return message.SerializeToString()


def need(source, number, region, lines, as_of=T0, event=EVENT, realm="real", urgent=False):
    """A need, as bytes. Each line is (item, thousandths, unit)."""
    message = head(source, number, realm)
    body = message.need
    body.event_id, body.region_code, body.urgent = event, region, urgent
    stamp(body.as_of, as_of)
    for item, thousandths, unit in lines:
        line = body.lines.add()
        line.quantity.item, line.quantity.thousandths, line.quantity.unit = item, thousandths, unit
    return message.SerializeToString()


def withdrawal(source, number, of, realm="real", reason="salah ketik"):
    message = head(source, number, realm)
    message.withdrawal.number, message.withdrawal.reason = of, reason
    return message.SerializeToString()


def verification(source, number, of_source, of_number, level, realm="real", retract=False):
    message = head(source, number, realm)
    body = message.verification
    body.source, body.number, body.level, body.retract = of_source, of_number, level, retract
    return message.SerializeToString()


REGENCY, PROVINCE, NATION = (
    figure_pb.VERIFICATION_LEVEL_REGENCY,
    figure_pb.VERIFICATION_LEVEL_PROVINCE,
    figure_pb.VERIFICATION_LEVEL_NATION,
)
