// Planted in every new document before its own scripts: measures from the person's act to the first frame that shows the result.
(() => {
  let acted = null;
  for (const kind of ["pointerup", "click", "keydown"]) {
    window.addEventListener(kind, () => { if (window.benchArmed && acted === null) acted = performance.now(); }, true);
  }
  window.benchWatch = (shown, fromStart) => {
    acted = fromStart ? 0 : null;
    window.benchArmed = true;
    window.benchResult = null;
    const isShown = new Function(`return Boolean(${shown})`);
    const finish = () => requestAnimationFrame((moment) => {
      if (window.benchResult === null && acted !== null && isShown()) window.benchResult = Math.max(performance.now(), moment) - acted;
    });
    const look = () => { if (window.benchResult === null && acted !== null && isShown()) finish(); };
    window.benchObserver?.disconnect();
    window.benchObserver = new MutationObserver(look);
    window.benchObserver.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    look();
  };
})();
