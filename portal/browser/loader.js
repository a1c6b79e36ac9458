// All that travels with a component on each run, the same for all of them: what draws them is in one file, fetched once.
let ours;

export default async function (component) {
  ours ??= import(new URL("ADDRESS", document.baseURI));
  const all = await ours.catch((missing) => {
    ours = undefined; // asked for again the next time
    throw missing;
  });
  const { show, looks } = all[component.name];
  const root = component.parentElement.getRootNode();
  if (!root.adoptedStyleSheets.includes(looks)) root.adoptedStyleSheets.push(looks);
  return show(component);
}
