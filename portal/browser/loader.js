// All that travels with a component on each run: its drawing is in one file, which a browser fetches once.
let ours;

export default async function (component) {
  ours ??= import(new URL("ADDRESS", document.baseURI));
  const { NAME } = await ours.catch((missing) => {
    ours = undefined; // asked for again the next time
    throw missing;
  });
  const root = component.parentElement.getRootNode();
  if (!root.adoptedStyleSheets.includes(NAME.looks)) root.adoptedStyleSheets.push(NAME.looks);
  return NAME.show(component);
}
