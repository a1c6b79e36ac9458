// Text goes to the server while it is typed, a moment after the last key, not only when the field is left: so the draft that
// survives a reload has all of it. Streamlit sends a field when it loses the focus; it is told so without losing it.
const PAUSE = 800;
const KEPT = ["[class*='st-key-form-'] textarea", "[class*='st-key-form-'] input[type=text]"].join(",");
const LEADS_AWAY = "a[href], tr.opens";

function keepWhatIsTyped() {
  if (window.__portalTyping) return;
  window.__portalTyping = true;
  let waiting = null;
  let field = null;
  const send = () => {
    clearTimeout(waiting);
    if (field && field.isConnected) field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    field = null;
  };
  const later = (event) => {
    clearTimeout(waiting);
    if (!(event.target instanceof Element) || !event.target.matches(KEPT) || event.isComposing) return;
    field = event.target;
    waiting = setTimeout(send, PAUSE);
  };
  // Streamlit sends a field a moment after it was left. A page asked for by the same tap would come first, and the words too late.
  const first = (click) => {
    const [place, ...around] = click.composedPath();
    if (field === null || ![place, ...around].some((each) => each instanceof Element && each.matches(LEADS_AWAY))) return;
    click.stopImmediatePropagation();
    click.preventDefault();
    send();
    setTimeout(() => setTimeout(() => place.dispatchEvent(new MouseEvent("click", click))));
  };
  document.addEventListener("input", later, true);
  document.addEventListener("compositionend", later, true);
  window.addEventListener("click", first, true);
  window.addEventListener("beforeunload", send);
}
