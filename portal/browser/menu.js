// The menu: the pages that somebody may open, in their sections, and at its foot who is signed in.

const LAID_OVER = 768; // pixels: on a narrower screen Streamlit lays the sidebar over the page

export default function ({ data, parentElement, setTriggerValue }) {
  const menu = parentElement.querySelector("nav");
  const { here, sections, foot } = read(data);
  menu.signOut = () => setTriggerValue("signed_out", true);
  keepUp(menu, [...sections, foot], (part) => (part === foot ? footOf(menu, ...part) : sectionOf(menu, ...part)));
  mark(menu, here);
}

function sectionOf(menu, title, pages) {
  const section = element("section", "", "");
  section.append(element("h2", "", title), ...pages.map((page) => pageOf(menu, ...page)));
  return section;
}

function footOf(menu, person, words) {
  const foot = element("footer", "", "");
  const out = element("button", "", "");
  out.append(signOf("logout"), element("span", "", words));
  out.addEventListener("click", () => {
    if (isFirst(out)) menu.signOut();
  });
  foot.append(pageOf(menu, ...person), out);
  return foot;
}

function pageOf(menu, address, icon, title) {
  const link = element("a", "", "");
  link.href = addressOf([address]);
  link.dataset.page = address;
  link.append(signOf(icon), element("span", "", title));
  openOnClick(link, [address], (target) => {
    mark(menu, address); // before the page is there, so that the hand knows that it was heard
    if (window.innerWidth < LAID_OVER) document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
    goTo(target);
  });
  return link;
}

function mark(menu, here) {
  for (const link of menu.querySelectorAll("a"))
    if (link.dataset.page === here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
}
