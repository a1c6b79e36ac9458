// What our own components share: reading what they are to show, drawing anew only what changed in it, opening a record.

const LEAVING = 1000; // milliseconds

function looksOf(css) {
  const looks = new CSSStyleSheet();
  looks.replaceSync(css);
  return looks;
}

function read(data) {
  return JSON.parse(new TextDecoder().decode(data));
}

function element(tag, name, words) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = words;
  return made;
}

function signOf(icon) {
  const sign = element("span", "icon", icon);
  sign.ariaHidden = "true";
  return sign;
}

// `drawn` gives the element for a thing: a new one, or the one that is there brought up to date.
function keepUp(parent, things, drawn) {
  things.forEach((thing, place) => {
    const written = JSON.stringify(thing);
    const there = parent.children[place];
    if (there?.written === written) return;
    const now = drawn(thing, there);
    now.written = written;
    if (!there) parent.append(now);
    else if (now !== there) there.replaceWith(now);
  });
  while (parent.children.length > things.length) parent.lastElementChild.remove();
}

// The first click counts; one on something else meanwhile would call the page back that is on its way.
function onceInAWhile(box, tell) {
  return (what) => {
    if (Date.now() - box.taken < LEAVING) return;
    box.taken = Date.now();
    tell(what);
  };
}

function openOnClick(box, place, target) {
  place.addEventListener("click", (click) => {
    const otherTab = click.ctrlKey || click.metaKey || click.shiftKey;
    if (otherTab && click.target.closest("a")) return;
    click.preventDefault();
    if (otherTab) window.open(addressOf(target), "_blank", "noopener");
    else if (!isSelecting(place)) box.opened(target);
  });
}

function addressOf([page, id]) {
  return `${encodeURIComponent(page)}?id=${encodeURIComponent(id)}`;
}

function isSelecting(row) {
  // Whoever marks words to copy them does not want to leave.
  const selection = row.getRootNode().getSelection?.() ?? document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.toString() !== "" && row.contains(selection.anchorNode);
}
