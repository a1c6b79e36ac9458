// What happened, entry by entry. Whatever stands in an entry is text; entries that stay as they were are left alone.

export default function ({ data, parentElement }) {
  const list = parentElement.querySelector("ol");
  const entries = JSON.parse(new TextDecoder().decode(data));
  entries.forEach((entry, place) => {
    const written = JSON.stringify(entry);
    const there = list.children[place];
    if (there?.written === written) return;
    const item = itemOf(entry);
    item.written = written;
    if (there) there.replaceWith(item);
    else list.append(item);
  });
  while (list.children.length > entries.length) list.lastElementChild.remove();
}

function itemOf({ icon, who, when, exact, what, facts, text }) {
  const item = document.createElement("li");
  const line = part("div", "line", "");
  const sign = part("span", "icon", icon);
  sign.ariaHidden = "true";
  const moment = part("time", "pill", when);
  moment.title = exact;
  line.append(sign, part("b", "who", who), moment, part("span", "what", what));
  if (facts) line.append(part("span", "facts", facts));
  item.append(line);
  if (text) item.append(part("p", "text", text));
  return item;
}

function part(tag, name, words) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = words;
  return made;
}
