// Figures side by side: each says what it counts and what it is measured by; one that opens something is a button.

export default function ({ data, parentElement, setTriggerValue }) {
  const row = parentElement.querySelector(".figures");
  row.open = (name) => setTriggerValue("opened", name);
  keepUp(row, read(data), ([name, title, value, fact, opens], there) => {
    // A figure that only moved on keeps its place, its focus and its hover.
    const card = there?.name === name && there.opens === opens ? there : cardOf(row, name, opens);
    [title, value, fact].forEach((words, place) => (card.children[place].textContent = words));
    return card;
  });
}

function cardOf(row, name, opens) {
  const card = element(opens ? "button" : "div", "figure", "");
  card.name = name;
  card.opens = opens;
  if (opens) card.addEventListener("click", () => row.open(name));
  card.append(...["title", "value", "fact"].map((part) => element("span", part, "")));
  return card;
}
