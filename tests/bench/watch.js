// Planted in every new document before its own scripts: measures from the person's act to the first frame that shows the result.
(() => {
  let acted = null;
  for (const kind of ["pointerup", "click", "keydown"]) {
    window.addEventListener(kind, () => { if (window.benchArmed && acted === null) acted = performance.now(); }, true);
  }
  // The words of the lists on the screen, which stand in shadow roots of their own.
  window.benchLines = () => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
    .map((part) => part.shadowRoot?.querySelector("tbody")?.textContent ?? "").join("");
  window.benchWatch = (shown, fromStart) => {
    acted = fromStart ? 0 : null;
    window.benchArmed = true;
    window.benchResult = null;
    window.benchLinesBefore = window.benchLines();
    const isShown = new Function(`return Boolean(${shown})`);
    // Frame by frame: what is drawn inside a component tells no observer of the document.
    const watch = window.benchRound = (window.benchRound ?? 0) + 1;
    const look = (moment) => {
      if (watch !== window.benchRound) return;
      if (acted !== null && isShown()) window.benchResult = Math.max(performance.now(), moment) - acted;
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
})();
