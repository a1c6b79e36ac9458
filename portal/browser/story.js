// What happened, entry by entry. Whatever stands in an entry is text; entries that stay as they were are left alone.

export default function ({ data, parentElement }) {
  keepUp(parentElement.querySelector("ol"), read(data), itemOf);
}

function itemOf({ icon, who, when, exact, what, facts, text }) {
  const item = document.createElement("li");
  const line = element("div", "line", "");
  const moment = element("time", "pill gray", when);
  moment.title = exact;
  line.append(signOf(icon), element("b", "who", who), moment, element("span", "what", what));
  if (facts) line.append(element("span", "facts", facts));
  item.append(line);
  if (text) item.append(element("p", "text", text));
  return item;
}
