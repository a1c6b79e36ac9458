"""How the headings of a sheet are understood: by a command's titles in both languages, its field names, and what people write."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from portal.actions.command import Command, title
from portal.i18n import LANGUAGES, N_, speaking, translate

REASON = N_("Why it was not taken")

# What else people write above a column, by field.
ALSO: Mapping[str, tuple[str, ...]] = {
    "number": ("客户号", "客户代码", "customer no", "customer id"),
    "name": (
        "单位", "单位名称", "客户", "客户名称", "公司", "公司名称", "企业名称", "机构名称", "名称", "customer", "customer name",
        "company", "company name", "organization", "organisation name",
    ),
    "short_name": ("客户简称", "单位简称", "abbreviation"),
    "importance": ("客户级别", "客户等级", "重要性", "级别", "level", "customer level"),
    "region": ("地区", "区域", "大区", "所在地区", "area"),
    "address": ("单位地址", "公司地址", "客户地址", "联系地址", "通讯地址", "详细地址"),
    "contact": ("客户联系人", "联系人姓名", "姓名", "contact", "contact name", "name of contact"),
    "position": ("职位", "岗位", "job title"),
    "phone": (
        "电话", "联系电话", "电话号码", "手机", "手机号", "手机号码", "联系方式", "固定电话",
        "phone", "phone number", "mobile", "tel",
    ),
    "mail": ("电子邮件", "邮件", "e-mail", "email", "mail", "电邮"),
    "qq": ("qq号", "qq号码"),
    "product": (
        "软件", "软件名称", "产品", "产品名称", "所购软件", "购买软件", "所购产品", "购买产品",
        "software", "product name",
    ),
    "product_version": ("软件版本", "产品版本", "版本号", "software version", "product version"),
    "dongle_number": ("加密狗", "加密狗号", "加密锁", "锁号", "dongle", "dongle no"),
    "project": ("项目", "project"),
    "manager": ("项目负责人",),
    "staff": ("实施人", "实施顾问"),
    "signed_on": ("签订日期", "签约时间", "合同签订日期", "合同日期"),
    "started_on": ("开始实施日期", "实施日期", "开工日期"),
    "accepted_on": ("验收时间", "验收日"),
    "service_from": ("服务开始时间", "开始服务日期"),
    "free_from": ("免费期开始", "免费服务开始", "免费服务期开始", "免费服务开始时间"),
    "free_until": ("免费期结束", "免费服务结束", "免费服务期结束", "免费到期", "免费服务到期", "免费服务结束时间"),
    "remark": ("说明", "备忘", "note", "notes", "remarks", "comment"),
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One heading of a sheet: what it says, and the field it means (none: the column is left out)."""

    heading: str
    field: str | None


@dataclass(frozen=True)
class Understood:
    """How the headings of a sheet were understood; `missing` are fields that have to be there and are not."""

    columns: tuple[Column, ...]
    missing: tuple[str, ...]

    @property
    def left_out(self) -> list[str]:
        """The headings that mean nothing here."""
        return [column.heading for column in self.columns if column.field is None and column.heading]

    def heading_of(self, field: str) -> str:
        """What stands above the column of a field; nothing where there is none."""
        return next((column.heading for column in self.columns if column.field == field), "")


def understand(command: type[Command], headings: Sequence[str]) -> Understood:
    """Which field each heading means; of two columns for one field the first counts."""
    meanings, used = _meanings(command), set()
    columns = []
    for heading in headings:
        field = meanings.get(plain(heading))
        columns.append(Column(heading, field if field not in used else None))
        used.add(field)
    required = (name for name, info in command.model_fields.items() if info.is_required())
    return Understood(tuple(columns), tuple(name for name in required if name not in used))


def is_heading(command: type[Command], cell: str) -> bool:
    """Whether a cell names a column of this command."""
    return plain(cell) in _meanings(command)


def plain(heading: str) -> str:
    """A heading without width, case, blanks, stars and what stands in brackets."""
    one_width = unicodedata.normalize("NFKC", heading[:100]).casefold()
    return re.sub(r"[\W_]", "", re.sub(r"\(.*?\)|\[.*?\]", "", one_width))


@lru_cache
def _meanings(command: type[Command]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in command.model_fields:
        for words in (name, *_titles(command, name), *ALSO.get(name, ())):
            found.setdefault(plain(words), name)
    return found


def _titles(command: type[Command], name: str) -> list[str]:
    titles = []
    for language in LANGUAGES:
        with speaking(language):
            titles.append(title(command.model_fields[name], name))
    return titles


def headings_of(command: type[Command]) -> list[str]:
    """The headings of a sheet for this command, in the reader's language; a star where something has to stand."""
    return [title(info, name) + (" *" if info.is_required() else "") for name, info in command.model_fields.items()]


def reason_heading() -> str:
    """The heading of the column in which a refused row says why."""
    return translate(REASON)
