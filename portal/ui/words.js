// Streamlit's own words in the reader's language: exact text nodes and a few attributes, never what people wrote themselves.
const SKIP =
  "[data-testid=stMarkdown],[data-testid=stText],[data-testid=stCode],[data-testid=stJson]," +
  "[data-testid=stTable],[role=option],textarea,script,style";
const ATTRIBUTES = ["placeholder", "aria-label", "title", "alt"];

export default function () {
  document.documentElement.lang = WORDS.lang;
  if (window.__portalWords) {
    // Words that were replaced already are not known as Streamlit's any more.
    if (window.__portalWords.lang !== WORDS.lang) window.location.reload();
    return;
  }
  const patterns = WORDS.patterns.map(([pattern, words]) => [new RegExp(pattern), words]);
  const put = (text) => {
    const trimmed = text.trim();
    if (!trimmed) return null;
    if (Object.hasOwn(WORDS.exact, trimmed)) return text.replace(trimmed, () => WORDS.exact[trimmed]);
    for (const [pattern, words] of patterns) if (pattern.test(trimmed)) return trimmed.replace(pattern, words);
    return null;
  };
  const skipped = (node) => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    return !element || element.closest(SKIP) !== null;
  };
  const one = (node) => {
    if (node.nodeType === 3) {
      const words = put(node.nodeValue);
      if (words !== null && words !== node.nodeValue) node.nodeValue = words;
    } else if (node.nodeType === 1) {
      for (const name of ATTRIBUTES) {
        const value = node.getAttribute(name);
        const words = value ? put(value) : null;
        if (words !== null && words !== value) node.setAttribute(name, words);
      }
    }
  };
  const walk = (root) => {
    if (skipped(root)) return;
    one(root);
    if (root.nodeType !== 1) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) =>
      node.nodeType === 1 && node.matches(SKIP) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    while (walker.nextNode()) one(walker.currentNode);
  };
  window.__portalWords = { lang: WORDS.lang };
  walk(document.body);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(walk);
      else if (!skipped(change.target)) one(change.target);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
}
