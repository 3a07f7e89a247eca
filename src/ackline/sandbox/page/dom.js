// Elements are built, never parsed: whatever people wrote is only ever a text node.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

// Brings a container's children in step with a list; what did not change keeps its node, focus and scroll.
export function reconcile(container, items, keyOf, render) {
  const known = container.kept ?? new Map();
  const kept = new Map();
  let cursor = container.firstChild;
  for (const item of items) {
    const key = keyOf(item);
    const shape = JSON.stringify(item);
    let entry = known.get(key);
    if (entry?.shape !== shape) {
      const node = render(item);
      if (entry) {
        if (cursor === entry.node) cursor = node;
        entry.node.replaceWith(node);
      }
      entry = { node, shape };
    }
    if (entry.node !== cursor) container.insertBefore(entry.node, cursor);
    else cursor = cursor.nextSibling;
    kept.set(key, entry);
    known.delete(key);
  }
  for (const entry of known.values()) entry.node.remove();
  container.kept = kept;
}

export function forget(container) {
  container.kept = new Map();
  container.replaceChildren();
}
