// Streamlit's own words in the reader's language: exact text nodes and a few attributes, never what people wrote themselves.
const SKIP =
  "[data-testid=stMarkdown],[data-testid=stText],[data-testid=stCode] code,[data-testid=stJson]," +
  "[data-testid=stTable],[role=listbox]:not([data-empty=true]) [role=option],textarea,script,style";
// Streamlit's own even inside what people wrote.
const THEIRS = "[data-testid=stTooltipIcon] button, a[aria-label='Link to heading']";
const ICONS = '[aria-label$=" icon"]';
const NAMED_LIKE_ONE = /^[a-z0-9_]+ icon$/;
const ATTRIBUTES = ["placeholder", "aria-label", "aria-valuetext", "title", "alt"];

function sayStreamlitsWords(words) {
  document.documentElement.lang = words.lang;
  if (window.__portalWords) {
    // Words that were replaced already are not known as Streamlit's any more.
    if (window.__portalWords.lang !== words.lang) {
      document.cookie = `portal_language=${words.lang.replace("-", "_")}; path=/; max-age=31536000; SameSite=Lax`;
      window.location.reload();
    }
    return;
  }
  const patterns = words.patterns.map(([pattern, ours]) => [new RegExp(pattern), ours]);
  const put = (text) => {
    const trimmed = text.trim();
    if (!trimmed) return null;
    if (Object.hasOwn(words.exact, trimmed)) return text.replace(trimmed, () => words.exact[trimmed]);
    for (const [pattern, ours] of patterns) if (pattern.test(trimmed)) return trimmed.replace(pattern, ours);
    return null;
  };
  const skipped = (node) => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    return !element || element.closest(SKIP) !== null;
  };
  const one = (node) => {
    if (node.nodeType === 3) {
      const ours = put(node.nodeValue);
      if (ours !== null && ours !== node.nodeValue) node.nodeValue = ours;
    } else if (node.nodeType === 1) {
      for (const name of ATTRIBUTES) {
        const value = node.getAttribute(name);
        const ours = value ? put(value) : null;
        if (ours !== null && ours !== value) node.setAttribute(name, ours);
      }
    }
  };
  // The words beside an icon say what it means; its English name would be read out before them.
  const hushed = (icon) => {
    if (!NAMED_LIKE_ONE.test(icon.getAttribute("aria-label"))) return;
    icon.removeAttribute("aria-label");
    icon.setAttribute("aria-hidden", "true");
  };
  const walk = (root) => {
    if (root.nodeType === 1) {
      [root, ...root.querySelectorAll(ICONS)].filter((icon) => icon.matches(ICONS)).forEach(hushed);
      root.querySelectorAll(THEIRS).forEach(one);
    }
    if (skipped(root)) return;
    one(root);
    if (root.nodeType !== 1) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) =>
      node.nodeType === 1 && node.matches(SKIP) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    while (walker.nextNode()) one(walker.currentNode);
  };
  window.__portalWords = { lang: words.lang };
  walk(document.body);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(walk);
      else if (change.type === "attributes" && change.target.matches(ICONS)) hushed(change.target);
      else if (!skipped(change.target)) one(change.target);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
}
