"""The seven hand-over documents as Implementation would send them: small real files, made once and used by every project."""

import io
import json
from datetime import datetime
from functools import lru_cache
from importlib import resources

import typst
import xlsxwriter
from sqlmodel import Session

from portal.db import files
from portal.db.base import id_of
from portal.db.models.projects import ProjectDocument
from portal.db.models.records import Attachment
from portal.rules.files import KINDS
from portal.rules.projects import DocumentKind

NAMES = {
    DocumentKind.SURVEY_REPORT: "需求调研报告.pdf",
    DocumentKind.ANALYSIS_REPORT: "需求分析报告.pdf",
    DocumentKind.CONFIRMATION_REPORT: "需求确认报告.pdf",
    DocumentKind.ACCEPTANCE_REPORT: "项目验收报告.pdf",
    DocumentKind.LEFTOVER_LIST: "遗留问题清单.xlsx",
    DocumentKind.CONTACT_LIST: "客户联系人清单.xlsx",
    DocumentKind.SERVER_CONFIGURATION: "服务器配置.xlsx",
}
SAID: dict[DocumentKind, list[str]] = {
    DocumentKind.SURVEY_REPORT: [
        "调研范围：组织人事、薪酬、考勤、社保。", "访谈对象：人事部、财务部、信息部。", "现状：手工表格，每月核算约五个工作日。",
    ],
    DocumentKind.ANALYSIS_REPORT: [
        "薪酬项目四十余项，其中公式项目二十一项。", "考勤数据由门禁系统导入，每日一次。", "社保口径按参保地分别设置。",
    ],
    DocumentKind.CONFIRMATION_REPORT: [
        "以上需求经双方逐条核对。", "不在本期范围：招聘、绩效。", "客户签字：＿＿＿＿　　日期：＿＿＿＿",
    ],
    DocumentKind.ACCEPTANCE_REPORT: ["连续两个月薪酬核算结果与原系统一致。", "遗留问题另附清单。", "结论：同意验收。"],
}  # fmt: skip
TABLES: dict[DocumentKind, list[list[str]]] = {
    DocumentKind.LEFTOVER_LIST: [
        ["问题", "负责人", "计划完成"], ["历史数据补录", "实施部", "验收后一个月"], ["打印格式微调", "实施部", "验收后两周"],
    ],
    DocumentKind.CONTACT_LIST: [
        ["部门", "职务", "说明"], ["人事部", "经理", "业务联系人"], ["信息部", "系统管理员", "技术联系人"],
    ],
    DocumentKind.SERVER_CONFIGURATION: [
        ["项目", "内容"], ["操作系统", "Windows Server 2019"], ["数据库", "SQL Server 2019"], ["内存", "32 GB"],
    ],
}  # fmt: skip
PAGE = """
#let page-data = json(bytes(sys.inputs.data))
#set document(title: page-data.title)
#set page(paper: "a5", margin: 18mm)
#set text(font: "Noto Sans SC", size: 10pt)
#text(size: 15pt, weight: "bold")[#page-data.title]
#v(6mm)
#for line in page-data.lines [#line #parbreak()]
#v(1fr)
#text(size: 8pt, fill: gray)[演示数据 / Demonstration data]
"""


@lru_cache
def paper(kind: DocumentKind) -> bytes:
    """The file of a kind."""
    return _sheet(kind) if kind in TABLES else _report(kind)


def _report(kind: DocumentKind) -> bytes:
    folder = str(resources.files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    data = {"title": NAMES[kind].removesuffix(".pdf"), "lines": SAID[kind]}
    return typst.compile(
        PAGE.encode(), font_paths=fonts, ignore_system_fonts=True, sys_inputs={"data": json.dumps(data)}, timestamp=1_700_000_000
    )


def _sheet(kind: DocumentKind) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(TABLES[kind]):
        sheet.write_row(number, 0, row)
    sheet.set_column(0, 3, 22)
    book.close()
    return kept.getvalue()


def filed(session: Session, project: int, at: datetime) -> None:
    """All seven documents of a project as they were found in the files when the portal opened."""
    for kind, name in NAMES.items():
        content = paper(kind)
        attachment = Attachment(
            digest=files.keep(content), name=name, media_type=KINDS[name.rsplit(".", 1)[1]].media_type, size=len(content),
            subject="project", subject_id=project, added_at=at,
        )  # fmt: skip
        session.add(attachment)
        session.flush()
        session.add(ProjectDocument(project_id=project, kind=kind, number=1, attachment_id=id_of(attachment), added_at=at))
