// What the app says it will do, on a line of time.

import { move } from "./clockbar.js";
import { el, forget, reconcile } from "./dom.js";
import { $, clockTime, now, state, zone } from "./state.js";
import { read } from "./talk.js";
import { ago, formatted } from "./times.js";

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
  let day = "";
  const items = [{ key: "now", instant: state.world.now, zone: zone() }];
  for (const [index, entry] of due.slice(0, MOST).entries()) {
    const on = formatted(new Date(entry.at), zone(), { weekday: "long", day: "numeric", month: "long" });
    if (on !== day) items.push({ key: `day ${on}`, day: on });
    day = on;
    items.push({ ...entry, key: `${index}`, now: state.world.now, zone: zone() });
  }
  if (due.length > MOST) items.push({ key: "more", day: `and ${due.length - MOST} more` });
  reconcile(box, items, (item) => item.key, draw);
}

function draw(item) {
  if (item.day) return el("p", { class: "due-day" }, item.day);
  if (item.instant) return el("p", { class: "due here" }, el("strong", {}, "Now"), el("time", { datetime: item.instant }, clockTime(now())));
  const at = new Date(item.at);
  const rest = Object.entries(item).filter(([name]) => !["at", "what", "key", "now", "zone"].includes(name));
  return el("div", { class: "due" },
    el("p", { class: "due-at" }, el("time", { datetime: item.at }, clockTime(at)), el("span", { class: "quiet" }, ago(at, now()))),
    el("p", {}, String(item.what ?? "")),
    rest.length ? el("p", { class: "quiet" }, rest.map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`).join(" · ")) : null,
    el("button", { type: "button", "aria-label": `Go to ${clockTime(at)}, ${item.what ?? ""}`, onclick: () => move({ to: item.at }) }, "Go there"));
}
