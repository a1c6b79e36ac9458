// What Streamlit fetches only when a page first needs it (charts, choices, uploads) is fetched while nobody waits for anything.
function fetchWhatComes(paths, charts) {
  if (window.__portalFetched) return;
  window.__portalFetched = true;
  const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 200)); // Safari has no word for it
  const next = () => {
    const path = paths.shift();
    if (path) import(new URL(path, document.baseURI)).catch(() => {}).then(() => whenIdle(next));
    else if (charts && window.matchMedia("(pointer: fine)").matches) drawInNobodysSight().catch(() => {});
  };
  whenIdle(next);
}

// The first chart of a tab takes twice as long as the next one: its code runs for the first time. Here it does so while nobody
// waits; not on a phone, where few charts are looked at.
async function drawInNobodysSight() {
  const [load] = Object.values(await import(new URL(CHARTS, document.baseURI)));
  const { embed, expressionInterpreter } = await load();
  const number = { field: "number", type: "quantitative", axis: { grid: true, tickCount: 5 } };
  const tooltip = [{ field: "name", type: "nominal" }, { field: "number", type: "quantitative" }];
  const bars = {
    height: { step: 26 },
    encoding: { y: { field: "name", type: "nominal", sort: null }, x: number },
    layer: [
      { params: [{ name: "pick", select: { type: "point", fields: ["name"] } }], mark: "bar", encoding: { tooltip } },
      { mark: "text", encoding: { text: { field: "number", type: "quantitative" } } },
    ],
  };
  const line = {
    encoding: { x: { field: "day", type: "temporal", axis: { format: "%m-%d" } }, y: number },
    layer: [{ mark: { type: "line", interpolate: "monotone", point: true }, encoding: { tooltip } }, { mark: "rule" }],
  };
  const values = [{ name: "a", number: 1, day: "2026-01-01" }, { name: "b", number: 2, day: "2026-01-02" }];
  const drawn = await embed(
    document.createElement("div"),
    { vconcat: [bars, line], data: { values }, config: { aria: false } },
    { ast: true, expr: expressionInterpreter, renderer: "svg", actions: false },
  );
  drawn.finalize();
}
