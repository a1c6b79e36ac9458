// Text goes to the server while it is typed, a moment after the last key, not only when the field is left: so the draft that
// survives a reload has all of it. Streamlit sends a field when it loses the focus; it is told so without losing it.
const PAUSE = 800;
const KEPT = ["[class*='st-key-form-'] textarea", "[class*='st-key-form-'] input[type=text]"].join(",");

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
  document.addEventListener("input", later, true);
  document.addEventListener("compositionend", later, true);
  window.addEventListener("beforeunload", send);
}
