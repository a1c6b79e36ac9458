"""One organisation has one key however its name is spelled, and is found by the letters people type (rule A-01)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.names import LONGEST_INITIALS, LONGEST_KEY, initials, name_key

pytestmark = pytest.mark.rule("A-01")

SPELLINGS = [
    ("华源机械集团有限公司", "华源机械（集团）有限公司"),
    ("华源机械集团有限公司", "华源机械集团 有限公司"),
    ("华源机械集团有限公司", "华源机械"),
    ("华源机械集团有限公司", "華源機械集團有限公司"),
    ("东海纺织股份有限公司", "东海纺织有限责任公司"),
    ("东海纺织股份有限公司", "東海紡織股份公司"),
    ("ＡＢＣ电子有限公司", "abc 电子"),
    ("Acme Co., Ltd.", "ACME"),
    ("Acme Corporation", "acme corp"),
    ("北京（中关村）科技有限公司", "北京中关村科技"),
]
DIFFERENT = [
    ("华源机械有限公司", "华源机电有限公司"),
    ("上海华源机械有限公司", "华源机械有限公司"),
    ("东海一厂", "东海二厂"),
    ("Acme", "Acme Asia"),
]
INITIALS = [
    ("华源机械集团有限公司", "hyjxjtyxgs"),
    ("重庆长安汽车", "cqcaqc"),
    ("重点工程", "zdgc"),
    ("中国银行长沙分行", "zgyhcsfh"),
    ("建设银行重庆分行", "jsyhcqfh"),
    ("3M中国", "3mzg"),
    ("華為技術", "hwjs"),
    ("A B 株式会社", "abzshs"),
    ("", ""),
    ("（）——", ""),
]
NAMES = st.text(st.characters(codec="utf-8"), max_size=200)


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_another_spelling_of_a_name_has_the_same_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_organisation_has_another_key(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("name", ["集团有限公司", "公司", "Co., Ltd."])
def test_a_name_that_is_all_legal_form_still_has_a_key(name: str) -> None:
    assert name_key(name)


@pytest.mark.parametrize(("name", "letters"), INITIALS)
def test_initials_are_what_people_type(name: str, letters: str) -> None:
    assert initials(name) == letters


@given(NAMES)
def test_a_key_is_its_own_key_and_never_too_long(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert len(key) <= LONGEST_KEY
    assert not any(character.isspace() for character in key)


@given(NAMES)
def test_width_case_and_blanks_never_make_another_organisation(name: str) -> None:
    wide = "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in name)
    assert name_key(wide) == name_key(unicodedata.normalize("NFKC", wide)) == name_key(f"  {name} ")


@given(NAMES)
def test_initials_are_plain_letters_and_digits(name: str) -> None:
    letters = initials(name)
    assert letters.isascii()
    assert not letters or letters.isalnum()
    assert len(letters) <= LONGEST_INITIALS
