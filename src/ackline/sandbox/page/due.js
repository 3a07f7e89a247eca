// What the app says it will do, on a line of time.

import { move } from "./clockbar.js";
import { el, forget, reconcile } from "./dom.js";
import { $, now, state, zone } from "./state.js";
import { read } from "./talk.js";
import { ago, DAY, formatted, HOUR } from "./times.js";

const MOST = 200;

export async function drawDue() {
  const { due } = await read("due");
  $("show-due").textContent = due.length ? `Due (${due.length})` : "Due";
  $("next").disabled = !due.length;
  $("next").title = due.length ? `${due[0].what ?? ""}` : "Nothing is due";
  if (state.aside !== "due") return;
  const box = $("aside-body");
  if (!due.length) {
    forget(box);
    box.append(el("p", { class: "empty" }, "Nothing is due."));
    return;
  }
  const items = due.slice(0, MOST).map((entry, index) => ({ ...entry, key: `${index}`, now: state.world.now, zone: zone() }));
  reconcile(box, items, (item) => item.key, drawEntry);
}

function drawEntry(item) {
  const at = new Date(item.at);
  const rest = Object.entries(item).filter(([name]) => !["at", "what", "key", "now", "zone"].includes(name));
  return el("div", { class: "due" },
    el("p", {}, el("strong", {}, ago(at, now())), el("time", { datetime: item.at }, formatted(at, zone(), { ...DAY, ...HOUR }))),
    el("p", {}, String(item.what ?? "")),
    rest.length ? el("p", { class: "quiet" }, rest.map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`).join(" · ")) : null,
    el("button", { type: "button", onclick: () => move({ to: item.at }) }, "Go there"));
}
