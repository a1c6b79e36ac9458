// Figures side by side: each says what it counts and what it is measured by; one that opens something is a button.

export default function ({ data, parentElement, setTriggerValue }) {
  const row = parentElement.querySelector(".figures");
  row.open = (name) => setTriggerValue("opened", name);
  const figures = JSON.parse(new TextDecoder().decode(data));
  figures.forEach((figure, place) => {
    const written = JSON.stringify(figure);
    const there = row.children[place];
    if (there?.written === written) return;
    const [name, , , , opens] = figure;
    // A figure that only moved on keeps its place, its focus and its hover.
    if (there?.name === name && there.opens === opens) return fill(there, figure, written);
    const made = cardOf(row, figure, written);
    if (there) there.replaceWith(made);
    else row.append(made);
  });
  while (row.children.length > figures.length) row.lastElementChild.remove();
}

function cardOf(row, figure, written) {
  const [name, , , , opens] = figure;
  const card = document.createElement(opens ? "button" : "div");
  card.className = "figure";
  card.name = name;
  card.opens = opens;
  if (opens) card.addEventListener("click", () => row.open(name));
  for (const part of ["title", "value", "fact"]) {
    const line = document.createElement("span");
    line.className = part;
    card.append(line);
  }
  fill(card, figure, written);
  return card;
}

function fill(card, [, title, value, fact], written) {
  card.written = written;
  [title, value, fact].forEach((words, place) => (card.children[place].textContent = words));
}
