// What our own components share: reading what they are to show, drawing anew only what changed in it, the way to a record.

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

// The first click counts: a second one, on something else meanwhile, would call the page back that is on its way.
function isFirst(part) {
  const isSecond = Date.now() - part.taken < LEAVING;
  if (!isSecond) part.taken = Date.now();
  return !isSecond;
}

// Where the line is cut Streamlit could not follow, and says so on the page.
function openOnClick(place, target, open = openOnce) {
  place.addEventListener("click", (click) => {
    const otherTab = click.ctrlKey || click.metaKey || click.shiftKey;
    if (otherTab && click.target.closest("a")) return;
    click.preventDefault();
    if (otherTab) window.open(addressOf(target), "_blank", "noopener");
    else if (!isSelecting(place) && isConnected()) open(target, place);
  });
}

function openOnce(target, place) {
  if (isFirst(place.getRootNode())) goTo(target);
}

// The way to a record is one step forward in the browser's own history. Streamlit follows it as it follows "back": with one run,
// of the page that comes; a page that is told of the click would run first, only to say that another one is wanted.
function goTo(target) {
  history.pushState(null, "", addressOf(target));
  window.dispatchEvent(new PopStateEvent("popstate"));
}

function isConnected() {
  return document.querySelector("[data-testid=stApp]")?.dataset.testConnectionState === "CONNECTED";
}

function addressOf([page, id, name = "id"]) {
  const address = encodeURIComponent(page);
  return id === undefined ? address : `${address}?${name}=${encodeURIComponent(id)}`;
}

function isSelecting(row) {
  // Whoever marks words to copy them does not want to leave.
  const selection = row.getRootNode().getSelection?.() ?? document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.toString() !== "" && row.contains(selection.anchorNode);
}
