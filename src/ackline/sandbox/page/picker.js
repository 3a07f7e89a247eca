// Choosing an emoji: by its name, or by looking.

import { el } from "./dom.js";
import { $, state } from "./state.js";

export function pick(opener, chosen) {
  const box = $("picker");
  const take = (name) => { box.close(); chosen(name); };
  const grid = el("div", { class: "emoji-grid" });
  const show = (wanted) => {
    const found = Object.entries(state.emoji).filter(([name]) => name.includes(wanted));
    grid.replaceChildren(...found.map(([name, character]) =>
      el("button", { type: "button", title: `:${name}:`, "aria-label": name, onclick: () => take(name) }, character)));
    if (!found.length) grid.append(el("p", { class: "quiet" }, "No emoji has such a name here."));
  };
  const search = el("input", { type: "search", placeholder: "Search by name", "aria-label": "Search emoji", autocomplete: "off" });
  search.addEventListener("input", () => show(search.value.trim().replaceAll(" ", "_").toLowerCase()));
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    grid.querySelector("button")?.click();
  });
  show("");
  box.replaceChildren(search, grid);
  box.onclose = () => opener.isConnected && opener.focus();
  box.onclick = (event) => event.target === box && box.close();
  box.showModal();
  search.focus();
}
