// A table of records, drawn as what it is: read by screen readers, found by the browser's search, opened in another tab.
// Whatever stands in a cell is text; only lines that changed are drawn anew, so that a live list keeps its place.

export default function ({ data, parentElement }) {
  draw(parentElement.querySelector(".lines"), read(data));
}

function draw(box, data) {
  box.style.maxHeight = data.height ? heightOf(data) : "none";
  const head = JSON.stringify(data.columns);
  if (box.head !== head) {
    box.head = head;
    box.replaceChildren(tableOf(data.columns));
    box.querySelector("tbody").addEventListener("keydown", goUpOrDown);
  }
  drawLines(box, data);
}

function heightOf({ height, grows }) {
  return grows ? `max(${height}px, 100vh - 30rem)` : `${height}px`;
}

function tableOf(columns) {
  const table = document.createElement("table");
  const row = table.createTHead().insertRow();
  let needed = 0;
  for (const column of columns) {
    const th = document.createElement("th");
    th.scope = "col";
    th.textContent = column.title;
    th.className = column.strong ? `${column.kind} strong` : column.kind;
    if (column.width) th.style.width = `${column.width}px`;
    if (column.help) th.title = column.help;
    needed += column.width || 100;
    row.append(th);
  }
  table.style.minWidth = `${needed}px`;
  table.createTBody();
  return table;
}

function drawLines(box, data) {
  const body = box.querySelector("tbody");
  const personIsAt = () => box.getRootNode().activeElement?.closest("tr")?.dataset.target;
  const before = personIsAt();
  const lines = data.lines.map((line, place) => [line, data.opens[place]]);
  keepUp(body, lines, ([line, target]) => lineOf(data.columns, line, target));
  if (before && before !== personIsAt())
    [...body.rows].find((row) => row.dataset.target === before)?.querySelector("a").focus({ preventScroll: true });
}

function lineOf(columns, line, target) {
  const row = document.createElement("tr");
  line.forEach((cell, place) => {
    const td = row.insertCell();
    td.className = columns[place].kind;
    const words = columns[place].kind === "stack" ? stackOf(cell) : wordsOf(cell);
    if (target && place === 0) td.append(linkTo(target, words));
    else td.append(words);
    td.addEventListener("mouseenter", () => {
      td.title = td.scrollWidth > td.clientWidth ? td.textContent : "";
    });
  });
  if (target) {
    row.className = "opens";
    row.dataset.target = target.join("/");
    openOnClick(row, target);
  }
  return row;
}

function stackOf(things) {
  const stack = document.createDocumentFragment();
  for (const [words, note, icon, help, target] of things) {
    const thing = document.createElement("div");
    if (note) thing.append(element("small", "note", note));
    const shown = element(target ? "a" : "b", "thing", words);
    if (icon) shown.prepend(signOf(icon));
    if (help) shown.title = help;
    if (target) {
      shown.href = addressOf(target);
      shown.setAttribute("aria-label", [note, words, help].filter(Boolean).join(" "));
      openOnClick(shown, target);
    }
    if (words) thing.append(shown);
    stack.append(thing);
  }
  return stack;
}

function wordsOf(cell) {
  if (!Array.isArray(cell)) return document.createTextNode(cell === null ? "" : String(cell));
  return element("span", `pill ${cell[1]}`, cell[0]);
}

function linkTo(target, words) {
  const link = document.createElement("a");
  link.href = addressOf(target);
  link.append(words);
  // The first cell may say no more than "due in 18 min": which record it is, is read out with it.
  link.setAttribute("aria-label", [link.textContent, target[1]].filter(Boolean).join(" "));
  return link;
}

function goUpOrDown(pressed) {
  const row = pressed.target.closest("tr");
  const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[pressed.key];
  if (!next) return;
  pressed.preventDefault();
  next.querySelector("a")?.focus();
}
