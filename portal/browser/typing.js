// Text goes to the server while it is typed, a moment after the last key, not only when the field is left: so the draft that
// survives a reload has all of it. Streamlit sends a field when it loses the focus; it is told so without losing it.
const PAUSE = 800;
// A page that is reloaded is often gone before Streamlit has sent the field: what was in it waits in the tab until it is back.
const UNSENT = "portal.unsent";
const WAITS = 15_000;
const KEPT = ["[class*='st-key-form-'] textarea", "[class*='st-key-form-'] input[type=text]"].join(",");
const LEADS_AWAY = "a[href], tr.opens";
const BEGINS_TO_LEAVE = ["Alt", "Meta", "BrowserBack", "F5"]; // keys with which people go back or reload

function keyOf(field) {
  return [...(field.closest("[class*='st-key-']")?.classList ?? [])].find((name) => name.startsWith("st-key-"));
}

function typeAgain() {
  const { at, address, key, text } = JSON.parse(sessionStorage.getItem(UNSENT)) ?? {};
  const isOver = () => Date.now() - at > WAITS || sessionStorage.getItem(UNSENT) === null;
  if (isOver()) sessionStorage.removeItem(UNSENT);
  if (address !== location.href) return;
  const looking = setInterval(() => {
    const field = document.querySelector(`.${CSS.escape(key)} :is(textarea, input)`);
    const over = isOver();
    if (!field && !over) return;
    clearInterval(looking);
    sessionStorage.removeItem(UNSENT);
    if (over || field.value === text) return;
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, text);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }, 100);
}

function keepWhatIsTyped() {
  if (window.__portalTyping) return;
  window.__portalTyping = true;
  let waiting = null;
  let field = null;
  const tell = () => {
    if (field && field.isConnected) field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  };
  const send = () => {
    clearTimeout(waiting);
    tell();
    field = null;
  };
  const later = (event) => {
    clearTimeout(waiting);
    sessionStorage.removeItem(UNSENT); // whoever types again knows better
    if (!(event.target instanceof Element) || !event.target.matches(KEPT) || event.isComposing) return;
    field = event.target;
    waiting = setTimeout(send, PAUSE);
  };
  // Streamlit sends a field a moment after it was left. A page asked for by the same tap would come first, and the words too late.
  const first = (click) => {
    const [place, ...around] = click.composedPath();
    const isOn = (what) => [place, ...around].some((each) => each instanceof Element && each.matches(what));
    if (isOn("button")) field = null; // it was left for the button, which says what becomes of it
    if (field === null || !isOn(LEADS_AWAY)) return;
    click.stopImmediatePropagation();
    click.preventDefault();
    send();
    setTimeout(() => setTimeout(() => place.dispatchEvent(new MouseEvent("click", click))));
  };
  // A step back cannot be held up: by then the words are on their way.
  const beginToLeave = (deed) => {
    if (deed.type === "keydown" ? BEGINS_TO_LEAVE.includes(deed.key) : deed.target !== field) tell();
  };
  const leave = () => {
    if (field && field.isConnected) {
      const unsent = { at: Date.now(), address: location.href, key: keyOf(field), text: field.value };
      sessionStorage.setItem(UNSENT, JSON.stringify(unsent));
    }
    send();
  };
  document.addEventListener("input", later, true);
  document.addEventListener("compositionend", later, true);
  for (const deed of ["keydown", "pointerdown"]) window.addEventListener(deed, beginToLeave, true);
  window.addEventListener("click", first, true);
  window.addEventListener("beforeunload", leave);
  typeAgain();
}
