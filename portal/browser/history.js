// One deed of a person is one step of the browser's way back. Streamlit goes to another page in two: it first writes that page's
// parameters behind the address of the page it leaves, and a page may write its remembered filters into its own address.
function oneStepBack() {
  if (window.__portalSteps) return;
  window.__portalSteps = true;
  let acted = false;
  for (const deed of ["pointerdown", "keydown"]) window.addEventListener(deed, () => (acted = true), true);
  const push = history.pushState;
  history.pushState = (...step) => {
    (acted ? push : history.replaceState).apply(history, step);
    acted = false;
  };
}
