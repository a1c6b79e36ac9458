// A list's filters on one line. Each change tells how all of them stand, so that whoever is quick loses none.

export default function ({ data, parentElement, setTriggerValue }) {
  const line = parentElement.querySelector(".filters");
  line.tell = (values) => setTriggerValue("set", values);
  keepUp(line, read(data), (filter, there) => {
    const { value, ...shape } = filter;
    const drawn = JSON.stringify(shape);
    // A filter that only stands otherwise keeps its place, its focus and what is being typed into its neighbours.
    const field = there?.drawn === drawn ? there : KINDS[filter.kind](line, filter);
    field.drawn = drawn;
    field.put?.(value);
    field.classList.toggle("set", value !== filter.first);
    return field;
  });
}

const KINDS = { find: searchOf, choice: choiceOf, segments: segmentsOf, view: viewOf, switch: switchOf, clear: clearOf };

function searchOf(line, { name, title, placeholder, longest, width }) {
  const input = element("input", "", "");
  Object.assign(input, { type: "text", placeholder, maxLength: longest, autocomplete: "off" });
  return fieldOf(line, { name, title, width }, "find", input);
}

function choiceOf(line, { name, title, choices, width }) {
  const select = element("select", "", "");
  select.append(...choices.map(([value, words]) => Object.assign(element("option", "", words), { value })));
  return fieldOf(line, { name, title, width }, "choice", select);
}

// Heard when a field is left, at Enter and at a choice.
function fieldOf(line, { name, title, width }, kind, input) {
  const field = element("label", `filter ${kind}`, "");
  field.style.flexGrow = width;
  // Named here as well: read aloud from around it, the name of a choice would be all that can be chosen.
  input.ariaLabel = title;
  field.append(element("span", "title", title), input);
  field.name = name;
  field.put = (value) => (input.value = value);
  field.value = () => input.value;
  input.addEventListener("change", () => line.tell(valuesOf(line)));
  return field;
}

function segmentsOf(line, { name, title, choices }) {
  const field = element("div", "filter few", "");
  const group = element("div", "segments", "");
  group.role = "radiogroup";
  group.ariaLabel = title;
  const segments = choices.map(([value, words]) => {
    const segment = element("label", "segment", "");
    const radio = Object.assign(element("input", "", ""), { type: "radio", name, value });
    radio.addEventListener("change", () => line.tell(valuesOf(line)));
    segment.append(radio, element("span", "", words));
    return segment;
  });
  group.append(...segments);
  field.append(element("span", "title", title), group);
  field.name = name;
  field.put = (value) => segments.forEach(({ firstChild }) => (firstChild.checked = firstChild.value === value));
  field.value = () => segments.find(({ firstChild }) => firstChild.checked)?.firstChild.value ?? "";
  return field;
}

// What the page shows: its segments say it themselves, the title is read out only.
function viewOf(line, filter) {
  const field = segmentsOf(line, filter);
  field.firstChild.remove();
  return field;
}

function switchOf(line, { name, title, width }) {
  const field = element("label", "filter switch", "");
  field.style.flexGrow = width;
  const box = Object.assign(element("input", "", ""), { type: "checkbox" });
  box.addEventListener("change", () => line.tell(valuesOf(line)));
  field.append(box, element("span", "", title));
  field.name = name;
  field.put = (value) => (box.checked = value === "1");
  field.value = () => (box.checked ? "1" : "");
  return field;
}

function clearOf(line, { title }) {
  const button = element("button", "clear", "");
  button.append(signOf("close"), element("span", "", title));
  button.addEventListener("click", () => line.tell({}));
  return button;
}

function valuesOf(line) {
  const fields = [...line.children].filter((field) => field.value instanceof Function);
  return Object.fromEntries(fields.map((field) => [field.name, field.value()]));
}
