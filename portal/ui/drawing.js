// What our own components share: reading what they are to show, and drawing anew only what changed in it.

function read(data) {
  return JSON.parse(new TextDecoder().decode(data));
}

function element(tag, name, words) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = words;
  return made;
}

// `drawn` gives the element for a thing: a new one, or the one that is there brought up to date.
function keepUp(parent, things, drawn) {
  things.forEach((thing, place) => {
    const written = JSON.stringify(thing);
    const there = parent.children[place];
    if (there?.written === written) return;
    const now = drawn(thing, there);
    now.written = written;
    if (!there) parent.append(now);
    else if (now !== there) there.replaceWith(now);
  });
  while (parent.children.length > things.length) parent.lastElementChild.remove();
}
