"""The encoding ladder: what is right, what is refused, and what is kept on the way."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.errors import InputError, UsageError
from duizhao.reading.encoding import declared_in, decode

HANS = "新华社北京电：朱镕基的讲话录近日再版，记者王喆报道，书中收录了多年来的会议讲话。"
HANT = "經濟部今天公布外銷訂單統計，電子產品與資訊通信產品同步成長，連續三個月創下新高。"
CANTONESE = "我哋琴日喺深水埗食咗個飯，啲餸好好味，𨋢壞咗都冇所謂。"
RARE = "一家名为“𠮷野家”的餐厅开业，镕字不缺。😀"


@pytest.mark.parametrize(
    ("text", "encoding", "named", "evidence"),
    [
        (HANS, "utf-8", "utf-8", "strict"),
        (HANS, "utf-8-sig", "utf-8", "bom"),
        (HANS, "utf-16", "utf-16-le", "bom"),
        (HANS, "utf-16-le", "utf-16-le", "detected"),
        (HANS, "utf-16-be", "utf-16-be", "detected"),
        (HANS, "gb18030", "gb18030", "detected"),
        (HANT, "gbk", "gb18030", "detected"),
        (RARE, "gb18030", "gb18030", "detected"),
        (HANT, "big5", "big5-hkscs", "detected"),
        (CANTONESE, "big5hkscs", "big5-hkscs", "detected"),
        (HANS.replace("镕", "容").replace("喆", "吉"), "hz", "hz", "detected"),
        (HANT[:4], "big5", "big5-hkscs", "detected"),
        (HANS[:3], "gbk", "gb18030", "detected"),
    ],
)
def test_round_trip(text: str, encoding: str, named: str, evidence: str) -> None:
    out = decode(text.encode(encoding))
    assert (out.text, out.encoding, out.evidence, out.replaced) == (text, named, evidence, 0)
    assert 0.5 < out.confidence <= 1


@pytest.mark.parametrize(
    ("declared", "encoding", "evidence"),
    [
        ("gb2312", "gb18030", "declared"),
        ("gb2312", "utf-8", "strict"),
        ("utf-8", "gbk", "detected"),
        ("big5", "gbk", "detected"),
    ],
)
def test_a_declaration_is_tried_and_not_believed(declared: str, encoding: str, evidence: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body>{HANS}</body></html>'.encode(encoding)
    assert declared_in(page) == declared
    out = decode(page, declared_in(page))
    assert HANS in out.text
    assert out.evidence == evidence


@pytest.mark.parametrize(
    ("text", "really", "given"),
    [
        (HANS * 20, "gb18030", "big5"),
        (HANS * 20, "gb18030", "latin-1"),
        (HANS * 20, "utf-8", "gb18030"),
        ("天氣很好，孩子們在河邊放風箏，老人坐在樹下喝茶聊天。" * 20, "big5", "gbk"),
    ],
)
def test_given_is_refused_where_it_is_no_chinese_and_another_reading_is(text: str, really: str, given: str) -> None:
    assert decode(text.encode(really), given=really).text == text
    with pytest.raises(InputError, match=f"is not {given}"):
        decode(text.encode(really), given=given)


def test_what_a_given_encoding_loses_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    whole = (HANS * 20).encode("gb18030")
    caplog.set_level("INFO", "duizhao")
    assert decode(whole, given="gb18030").replaced == 0
    decode(whole[:-1], given="gb18030")  # cut off at its end
    assert caplog.messages == []
    broken = b"\n\xff\n".join((whole, whole, whole))
    assert decode(broken, given="gb18030").replaced == 2
    assert caplog.messages == ["2 places could not be decoded as gb18030"]


def test_given_wins() -> None:
    data = HANS.encode("gbk")
    assert decode(data, given="GB2312").text == HANS
    assert decode(data, given="gbk").evidence == "given"
    with pytest.raises(InputError, match="is not big5"):
        decode(HANS.encode("utf-16"), given="big5")
    with pytest.raises(UsageError, match="unknown encoding"):
        decode(data, given="klingon")


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "big5"])
def test_a_character_cut_off_at_the_end_is_reported(encoding: str) -> None:
    out = decode((HANT * 3).encode(encoding)[:-1])
    assert out.text == (HANT * 3)[:-1] + "\ufffd"
    assert out.replaced == 1


def test_a_page_with_a_footer_in_another_encoding() -> None:
    page = f"<p>{HANT}</p><p>".encode() + HANS.encode("gbk") + b"</p>"
    out = decode(page)
    assert out.text == f"<p>{HANT}</p><p>{HANS}</p>"
    assert out.encoding == "utf-8+gb18030"


@pytest.mark.parametrize("data", [bytes(range(128, 256)) * 4, b"\x93\xfa" * 3 + b"\xff\xfe\x81" * 40])
def test_below_the_bar_it_says_so(data: bytes) -> None:
    with pytest.raises(InputError, match="encoding that cannot be told") as e:
        decode(data)
    assert "--encoding" in str(e.value)


def test_korean_is_not_read_as_chinese() -> None:
    text = "대한민국 대통령은 오늘 국회에서 연설했다. 야당은 반대했다."
    assert decode(text.encode("euc_kr")).text == text


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_end_well(data: bytes) -> None:
    try:
        out = decode(data)
    except InputError:
        return
    assert out.replaced == out.text.count("\ufffd") or out.encoding == "utf-8"


def test_collection(shared: Path) -> None:
    folder = shared / "data/news/encodings"
    right, wrong = 0, []
    for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        data = (folder / case["file"]).read_bytes()
        try:
            text = decode(data, declared_in(data)).text
        except InputError:
            continue
        forms = (text, text.strip("\ufffd"))
        if any(hashlib.sha256(t.encode()).hexdigest() == case["text_sha256"] for t in forms):
            right += 1
        else:
            wrong.append(case["file"])
    assert wrong == []
    assert right >= 43


def test_marks_of_lost_characters_that_stand_in_the_text_are_no_loss() -> None:
    text = "花\ufffd开\ufffd了\ufffd，\ufffd鸟来了。"
    for encoding in (None, "utf-8"):
        found = decode(text.encode(), None, encoding)
        assert (found.text, found.replaced) == (text, 0)
    assert decode("花\ufffd".encode() + b"\xff", None, "utf-8").replaced == 1
