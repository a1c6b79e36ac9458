// What a page says in brief: badges, links, titled texts, things to unfold. All of it is text, whatever somebody wrote.

export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".brief");
  box.pressed = (name) => setTriggerValue("pressed", name);
  keepUp(box, read(data), (thing) => drawn(box, thing));
}

function drawn(box, [kind, ...facts]) {
  return { line: lineOf, text: textOf, head: headOf, card: cardOf, fold: foldOf }[kind](box, ...facts);
}

function lineOf(box, look, parts) {
  const line = element("div", `line ${look}`, "");
  line.append(...parts.map(([kind, ...facts]) => ({ words: wordsOf, badge: badgeOf, link: linkOf, button: buttonOf })[kind](box, ...facts)));
  return line;
}

function textOf(_box, title, words) {
  const said = element("div", "said", "");
  if (title) said.append(element("small", "", title));
  said.append(element("p", "", words));
  return said;
}

function headOf(_box, title) {
  return element("h3", "", title);
}

function cardOf(box, things) {
  const card = element("div", "card", "");
  card.append(...things.map((thing) => drawn(box, thing)));
  return card;
}

function foldOf(box, icon, title, things) {
  const fold = element("details", "fold", "");
  const inside = element("div", "", "");
  inside.append(...things.map((thing) => drawn(box, thing)));
  fold.append(signed("summary", "", icon, title), inside);
  return fold;
}

function wordsOf(_box, look, icon, words) {
  return signed("span", look, icon, words);
}

function badgeOf(_box, colour, icon, words, hint) {
  const badge = signed("span", `pill ${colour}`, icon, words);
  if (hint) badge.title = hint;
  return badge;
}

function linkOf(_box, look, icon, words, target) {
  const link = signed("a", look, icon, words);
  link.href = addressOf(target);
  openOnClick(link, target);
  return link;
}

function buttonOf(box, look, icon, words, name, hint) {
  const button = signed("button", look, icon, words);
  button.title = hint;
  button.disabled = look === "off";
  button.addEventListener("click", () => {
    if (isFirst(button)) box.pressed(name); // two clicks on one button are one
  });
  return button;
}

function signed(tag, look, icon, words) {
  const shown = element(tag, look, "");
  if (icon) shown.append(signOf(icon));
  shown.append(words);
  return shown;
}
