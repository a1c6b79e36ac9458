// Planted in every new document before its own scripts: measures from the person's act to the first frame that shows the result,
// and to the first one in which the page is at rest with it.
(() => {
  let acted = null;
  for (const kind of ["pointerup", "click", "keydown"]) {
    window.addEventListener(kind, () => { if (window.benchArmed && acted === null) acted = performance.now(); }, true);
  }
  // The words of what is drawn inside our components, which stand in shadow roots of their own.
  window.benchParts = (selector) => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
    .flatMap((part) => [...part.shadowRoot?.querySelectorAll(selector) ?? []]).map((part) => part.textContent).join("");
  window.benchLines = () => window.benchParts("tbody");
  window.benchWatch = (shown, rest, fromStart) => {
    acted = fromStart ? 0 : null;
    window.benchArmed = true;
    window.benchResult = window.benchRest = null;
    window.benchLinesBefore = window.benchLines();
    const [isShown, isAtRest] = [shown, rest].map((asked) => new Function(`return Boolean(${asked})`));
    // Frame by frame: what is drawn inside a component tells no observer of the document.
    const watch = window.benchRound = (window.benchRound ?? 0) + 1;
    const look = (moment) => {
      if (watch !== window.benchRound) return;
      const now = Math.max(performance.now(), moment);
      if (acted !== null && window.benchResult === null && isShown()) window.benchResult = now - acted;
      if (window.benchResult !== null && isAtRest()) window.benchRest = now - acted;
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
})();
