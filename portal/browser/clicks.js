// A double click on a form's button is one click: by the second one another button may lie under the hand already.
// Nor does a key that is held down press a button again and again.
const SENDS = "[class*='st-key-'][class*='-submit'] button";
const DOUBLE = 1000;

function takeOneClick() {
  if (window.__portalClicks) return;
  window.__portalClicks = true;
  let taken = 0;
  const drop = (event) => {
    event.stopImmediatePropagation();
    event.preventDefault();
  };
  const onButton = (event) => event.target instanceof Element && event.target.closest(SENDS) !== null;
  const onClick = (event) => {
    if (!onButton(event)) return;
    if (event.detail > 1 && Date.now() - taken < DOUBLE) drop(event);
    else taken = Date.now();
  };
  const onKey = (event) => {
    if (event.repeat && ((event.key === "Enter" && event.ctrlKey) || (["Enter", " "].includes(event.key) && onButton(event)))) drop(event);
  };
  window.addEventListener("click", onClick, true);
  window.addEventListener("keydown", onKey, true);
}
