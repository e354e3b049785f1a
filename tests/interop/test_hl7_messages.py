"""Reading HL7 v2 as hospitals really send it, and answering it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interop.forms.hl7_acks import ack_of
from interop.forms.hl7_heads import head_of
from interop.forms.hl7_notices import Number
from interop.forms.hl7_received import Received, read_head, received
from interop.forms.hl7_text import messages_in
from interop.forms.hl7_times import WrongTime, day_of, stamp_of
from tests.interop.adt import an_adt, lines_of

BOSTON = ZoneInfo("America/New_York")
AT = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)


def read(message: str | bytes) -> Received:
    body = message.encode() if isinstance(message, str) else message
    return received(messages_in(body).messages[0], BOSTON, training=False)


def answer(message: str | bytes) -> dict[str, list[str]]:
    found = read(message)
    return lines_of(ack_of(found.head, found.code, AT, "OUR1", found.fault))


def control_ids(messages: list[bytes]) -> list[str]:
    heads = [read_head(message)[1] for message in messages]
    return [head.control_id for head in heads if head]


def test_a_discharge_is_read_in_full() -> None:
    notice = read(an_adt(more="DG1|1||I50.9^Heart failure^I10")).notice
    assert notice is not None
    assert (notice.event, notice.kind, notice.facility, notice.visit_number) == ("A03", "discharge", "BAY", "V1")
    assert notice.person.numbers == (Number("H100", "BAY", "MR"),)
    assert (notice.person.name, notice.person.birth_date) == ("Rosa Delgado", date(1950, 3, 4))
    assert notice.discharged_at == datetime(2026, 3, 2, 16, 55, tzinfo=BOSTON) == notice.occurred_at
    assert (notice.disposition, notice.diagnoses, notice.faults) == ("06", [("I50.9", "Heart failure")], [])


def test_an_accepted_message_is_answered_aa_with_its_control_id_and_both_ends_exchanged() -> None:
    ack = answer(an_adt())
    assert ack["MSH"][2:12] == ["CASE", "HARBOR", "EPIC", "BAY", "20260302220000+0000", "", "ACK^A03^ACK", "OUR1", "P", "2.5.1"]
    assert ack["MSA"] == ["MSA", "AA", "M1"]
    assert "ERR" not in ack


@pytest.mark.parametrize(
    ("dirt", "code", "place", "number"),
    [
        (an_adt(PID=None), "AE", "PID", "100"),
        (an_adt(number=""), "AE", "PID^1^3", "101"),
        (an_adt(discharged="yesterday"), "AE", "PV1^1^45", "102"),
        (an_adt(happened="20261340"), "AE", "EVN^1^6", "102"),
        (an_adt(event="A40"), "AE", "MRG^1^1", "101"),
        (an_adt().replace("ADT^A03^ADT_A01", "ORU^R01"), "AR", "MSH^1^9", "200"),
        (an_adt(version="2.1"), "AR", "MSH^1^12", "203"),
        (an_adt(processing="T"), "AR", "MSH^1^11", "202"),
        (an_adt(control=""), "AR", "MSH^1^10", "101"),
    ],
)
def test_what_is_wrong_is_said_in_err(dirt: str, code: str, place: str, number: str) -> None:
    ack = answer(dirt)
    assert ack["MSA"][1] == code
    assert (ack["ERR"][2], ack["ERR"][3].split("^")[0], ack["ERR"][4]) == (place, number, "E")


@pytest.mark.parametrize(
    "garbage", [b"", b"\x00\xff\x00", b"GET / HTTP/1.1\r\n\r\n", b"MSH", b"MSH|||||", b"MSH|^^^^|A|B", b"\xfe\xff"]
)
def test_garbage_is_rejected_without_a_control_id(garbage: bytes) -> None:
    assert answer(garbage)["MSA"][:3] == ["MSA", "AR", ""]


def test_before_version_2_5_the_whole_error_stands_in_err_1() -> None:
    assert answer(an_adt(version="2.3", number=""))["ERR"] == ["ERR", "PID^1^3^101&Required field missing&HL70357"]


def test_the_enhanced_mode_is_spoken_only_when_asked_for() -> None:
    assert answer(an_adt().replace("|P|2.5.1", "|P|2.5.1|||AL|NE"))["MSA"][1] == "CA"
    assert answer(an_adt().replace("|P|2.5.1", "|P|2.5.1|||NE|NE"))["MSA"][1] == "AA"


@pytest.mark.parametrize(
    "dirty",
    [
        an_adt().replace("\r", "\n"),
        an_adt().replace("\r", "\r\n"),
        "\ufeff" + an_adt(),
        "\x0b" + an_adt() + "\x1c\r",
        an_adt(more="ZXY|1|local"),
        an_adt().replace("|", "#").replace("^", "!"),
        an_adt().replace("ADT^A03^ADT_A01", "ADT^A03"),
        an_adt().replace("EVN||", "EVN|A01|"),
        an_adt().replace("ADT^A03^ADT_A01", "adt^a03"),
        an_adt().replace("ADT^A03^ADT_A01", "ADT_A03"),
        an_adt().replace("MSH|", "msh|").replace("PID|", "pid|").replace("PV1|", "pv1|"),
        an_adt().partition("\r")[0] + "\r" + an_adt(),
        an_adt(more="PID|2||H999^^^BAY^MR||Somebody^Else||19800101"),
    ],
)  # fmt: skip
def test_line_ends_marks_other_separators_and_local_segments_change_nothing(dirty: str) -> None:
    found = read(dirty)
    assert found.code == "AA" and found.notice is not None
    assert (found.notice.event, found.notice.person.name, found.notice.visit_number) == ("A03", "Rosa Delgado", "V1")


@pytest.mark.parametrize(
    "body",
    [
        b"\x0b\xef\xbb\xbf" + an_adt().encode() + b"\x1c\r", b"\xef\xbb\xbf\x0b" + an_adt().encode(),
        an_adt().encode("utf-16"), an_adt().encode("utf-16-le"), an_adt().encode("utf-16-be"),
        an_adt().partition("\r")[0].replace("0302170000", "0302170001").encode() + b"\r" + an_adt().encode(),
    ],
    ids=["mark inside the frame", "frame inside the mark", "utf-16", "little-endian", "big-endian", "head sent twice"],
)  # fmt: skip
def test_what_is_wrapped_round_a_message_or_doubled_makes_no_other_message_of_it(body: bytes) -> None:
    (message,) = messages_in(body).messages
    found = received(message, BOSTON, training=False)
    assert found.code == "AA" and found.notice is not None
    assert (found.notice.visit_number, found.notice.person.name) == ("V1", "Rosa Delgado")


def test_two_frames_left_in_one_body_are_two_messages() -> None:
    frames = b"".join(b"\x0b" + an_adt(control=control).encode() + b"\x1c\r" for control in "ab")
    sent = messages_in(frames)
    assert sent.is_batch and control_ids(sent.messages) == ["a", "b"]


def test_a_batch_whose_segments_are_written_small_is_a_batch() -> None:
    sent = messages_in(f"fhs|^~\\&\rbhs|^~\\&\r{an_adt(control='a')}{an_adt(control='b')}bts|2\rfts|1\r".encode())
    assert sent.is_batch and len(sent.messages) == 2


def test_a_notice_without_pv1_or_with_a_wrong_birth_date_is_taken_with_a_remark() -> None:
    found = read(an_adt(PV1=None, born="3/4/50"))
    assert found.code == "AA" and found.notice is not None
    assert found.notice.remarks == ["The birth date cannot be read.", "There is no PV1, so nothing is known of the visit."]
    assert found.notice.person.birth_date is None


def test_events_that_have_no_meaning_here_are_accepted() -> None:
    found = read(an_adt(event="A60", number=""))
    assert found.code == "AA" and found.notice is not None and not found.notice.is_understood


@pytest.mark.parametrize(
    ("charset", "codec"),
    [("UNICODE UTF-8", "utf-8"), ("8859/1", "latin-1"), ("8859/9", "iso8859-9"), ("", "utf-8"), ("ASCII", "latin-1")],
)
def test_the_character_set_of_msh_18_is_honoured_and_a_wrong_one_survived(charset: str, codec: str) -> None:
    found = read(an_adt(name="Núñez^Zoë", charset=charset).encode(codec))
    assert found.notice is not None and found.notice.person.name == "Zoë Núñez"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("O\\T\\Neil", "O&Neil"), ("A\\F\\B\\S\\C\\R\\D\\E\\E", "A|B^C~D\\E"), ("\\H\\Rosa\\N\\", "Rosa"), ("Zo\\XC3AB\\", "Zoë"),
        ("Zo\\xEB\\", "Zoë"), ("Del\\.br\\Gado", "Del Gado"), ("Del\\.sp999999999\\Gado", "Del Gado"), ("\\C2842\\Rosa\\Zx\\", "Rosa"),
        ("\\M2442\\Rosa", "Rosa"), ("Neil\\", "Neil\\"), ("O\\Neil", "O\\Neil"), ("\\.spx\\Neil", "\\.spx\\Neil"), ("\\XZZ\\Neil", "\\XZZ\\Neil"),
    ],
)  # fmt: skip
def test_escapes_are_read_and_what_is_none_is_left_as_it_was_written(
    written: str, meant: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = read(an_adt(name=f"{written}^Rosa"))
    assert found.notice is not None and found.notice.person.family_name == meant
    assert not caplog.records


def test_escapes_are_read_and_two_quotes_are_nothing() -> None:
    found = read(an_adt(name="O\\T\\Neil^Rosa", visit='""'))
    assert found.notice is not None and (found.notice.person.family_name, found.notice.visit_number) == ("O&Neil", "")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026", datetime(2026, 1, 1, tzinfo=BOSTON)),
        ("20260302165500123", datetime(2026, 3, 2, 16, 55, tzinfo=BOSTON)),
        ("202603021655", datetime(2026, 3, 2, 16, 55, tzinfo=BOSTON)),
        ("20260302165500.1234-0800", datetime(2026, 3, 3, 0, 55, tzinfo=UTC)),
        ("198808181126+0215", datetime(1988, 8, 18, 9, 11, tzinfo=UTC)),
        ("2026-03-02T16:55:00Z", datetime(2026, 3, 2, 16, 55, tzinfo=UTC)),
    ],
)
def test_times_are_read_in_every_precision(written: str, moment: datetime) -> None:
    stamp = stamp_of(written, BOSTON)
    assert stamp is not None and stamp.at == moment


@pytest.mark.parametrize("written", ["20260230", "today", "00000000", "2026030217559", "20260302+9900"])
def test_a_wrong_time_is_told_and_never_guessed(written: str) -> None:
    with pytest.raises(WrongTime):
        stamp_of(written, BOSTON)


def test_a_birth_date_is_the_day_as_written_whatever_stands_behind_it() -> None:
    assert [day_of(written) for written in ("19500304", "195003042330-0800", "1950", "")] == [date(1950, 3, 4)] * 2 + [None] * 2


def test_a_batch_is_split_and_what_stands_before_the_first_message_is_kept() -> None:
    batch = f"FHS|^~\\&|EPIC\rBHS|^~\\&|EPIC\r{an_adt(control='1')}{an_adt(control='2')}BTS|2\rFTS|1\r"
    sent = messages_in(batch.encode())
    assert sent.is_batch and control_ids(sent.messages) == ["1", "2"]
    assert messages_in(b"what is this\r" + an_adt().encode()).messages[0] == b"what is this"


def test_sent_again_later_it_is_still_the_same_message() -> None:
    first, again, other = (read(an_adt(**c)) for c in ({}, {"sent": "20260302180000"}, {"name": "Delgado^Ruth"}))
    assert read(an_adt().replace("20260302170000||ADT", "20260302190000||ADT")).body_hash == first.body_hash
    assert len({first.body_hash, again.body_hash, other.body_hash}) == 3  # EVN-2 of the second differs


MANGLED = st.builds(
    lambda text, cut, put, drop: (text[:cut] + put + text[cut + drop :]).encode("latin-1", errors="replace"),
    st.just(an_adt(more="DG1|1||I50.9^Heart\\E\\X0D\\ failure&x~y^I10")), st.integers(0, 400), st.text(max_size=12), st.integers(0, 40),
)  # fmt: skip


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: b"MSH|^~\\&|" + tail) | MANGLED)
def test_no_bytes_make_it_fail_and_every_message_gets_one_answer(body: bytes) -> None:
    sent = messages_in(body)
    for message in sent.messages:
        found = received(message, BOSTON, training=False)
        ack = ack_of(found.head, found.code, AT, "OUR1", found.fault)
        assert (found.head is None) == (head_of(read_head(message)[0]) is None)
        assert [line[:3] for line in ack.split("\r")][:2] == ["MSH", "MSA"]
        assert ack.count("\r") == (3 if found.fault else 2)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-12 * 60, 14 * 60))
def test_a_time_written_with_its_offset_is_that_moment(naive: datetime, minutes: int) -> None:
    offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
    stamp = stamp_of(f"{naive:%Y%m%d%H%M%S}{offset}", BOSTON)
    assert stamp is not None and stamp.at == naive.replace(microsecond=0, tzinfo=UTC) - timedelta(minutes=minutes)
