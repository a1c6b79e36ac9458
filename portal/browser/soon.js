// What Streamlit fetches only when a page first needs it (charts, choices, uploads) is fetched while nobody waits for anything.
function fetchWhatComes(paths) {
  if (window.__portalFetched) return;
  window.__portalFetched = true;
  const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 200)); // Safari has no word for it
  const next = () => {
    const path = paths.shift();
    if (path) import(new URL(path, document.baseURI)).catch(() => {}).then(() => whenIdle(next));
  };
  whenIdle(next);
}
