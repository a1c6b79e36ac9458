"""A project is handed over: seven documents, the joint period by itself, the take-over in its time and not before."""

from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, expect

from portal import clock
from portal.db.models.customers import Project
from portal.db.session import writing
from portal.i18n import Language
from portal.rules.projects import last_day
from tests.actions.projects import a_project, project_of
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands
from tests.cast import Cast
from tests.rules.test_files import PDF, office

NAMES = (
    "需求调研报告.pdf",
    "需求分析报告.pdf",
    "需求确认书.pdf",
    "验收报告.pdf",
    "遗留问题清单.xlsx",
    "客户联系人清单.xlsx",
    "服务器配置.pdf",
)


def files(*names: str) -> list[FilePayload]:
    contents = {name: office("xl") if name.endswith("xlsx") else PDF for name in names}
    return [FilePayload(name=name, mimeType="application/octet-stream", buffer=content) for name, content in contents.items()]


def hand_in(li: Hands, *names: str) -> None:
    """Drop files and hand them in; each was recognised by its name."""
    li.page.locator("input[type=file]").set_input_files(files(*names))
    button = li.page.get_by_role("button", name=li.counted("Hand in {count} document", "Hand in {count} documents", len(names)))
    expect(button).to_be_visible()
    li.settled()
    button.click()
    expect(li.page.get_by_text(li.counted("{count} document is in.", "{count} documents are in.", len(names)))).to_be_visible()
    li.settled()


def let_the_period_pass(id: int) -> None:
    """The documents came in ninety-odd days ago: the period's last day is today."""
    today = clock.at_the_office(clock.now()).date()
    with writing() as session:
        project = session.get_one(Project, id)
        project.joint_from, project.joint_until = today - timedelta(days=92), today


@pytest.mark.rule("A-03", "A-04", "A-05", "O-04")
@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh_CN"), ("en-GB", "en")])
def test_seven_documents_a_joint_period_and_a_take_over_in_its_time(
    open_page: OpenPage, cast: Cast, locale: str, language: Language
) -> None:
    id = a_project(cast, at=clock.now())
    number, today = project_of(id).number, clock.at_the_office(clock.now()).date()
    li, sun = (Hands(open_page(who, locale=locale), language) for who in ("li", "sun"))
    li.go(f"/project?id={number}")
    hand_in(li, *NAMES[:6])
    li.sees("{there} of {needed} documents are in", there=6, needed=7)
    assert project_of(id).joint_from is None
    hand_in(li, NAMES[6])
    until = last_day(today, 3)
    li.sees("The hand-over is complete: the joint period runs until {until}.", until=until)
    assert (project_of(id).joint_from, project_of(id).joint_until) == (today, until)

    sun.go(f"/project?id={number}")
    sun.press("Take the project over")
    sun.sees(
        "Not taken over: the joint period with Implementation runs until {until}. It can be taken over from that day on.",
        until=until,
    )
    assert project_of(id).taken_over_on is None

    let_the_period_pass(id)
    sun.go("/work-list")
    expect(sun.page.get_by_role("table")).to_contain_text(sun.words("Take a project over"))
    sun.go("/projects")
    expect(sun.page.get_by_role("table").first).to_contain_text(sun.words("due today"))
    sun.go(f"/project?id={number}")
    sun.does("Take the project over", "Project {number} is taken over.", number=number)
    assert (project_of(id).taken_over_on, project_of(id).taken_over_by_id) == (today, cast.ids["sun"])
