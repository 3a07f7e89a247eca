// A small menu behind one button: it closes when something is chosen, with Escape, and when the focus goes elsewhere.

import { el } from "./dom.js";

// `items` are {label, about, choose}; the menu's place and look are the stylesheet's business.
export function menu(label, glyph, items) {
  const node = el("details", { class: "overflow" },
    el("summary", { class: "button", "aria-label": label, title: label }, glyph),
    el("div", { class: "menu", role: "menu" },
      items.map((item) =>
        el("button", { type: "button", role: "menuitem", onclick: () => { node.open = false; item.choose(); } },
          item.label, item.about ? el("small", { class: "quiet" }, ` ${item.about}`) : null))));
  node.addEventListener("focusout", (event) => { if (!node.contains(event.relatedTarget)) node.open = false; });
  node.addEventListener("keydown", (event) => walk(event, node));
  return node;
}

function walk(event, node) {
  const items = [...node.querySelectorAll(".menu button")];
  const here = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!node.open || (event.key !== "Escape" && !step)) return;
  if (step) items.at((here + step) % items.length)?.focus();
  else { node.open = false; node.firstChild.focus(); }
  event.preventDefault();
  event.stopPropagation();
}
