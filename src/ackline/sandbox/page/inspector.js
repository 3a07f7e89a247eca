// The inspector: what went between app and Slack, what goes wrong, and what is imitated at all.

import { drawCoverage } from "./coverage.js";
import { el, forget } from "./dom.js";
import { drawFaults } from "./faults.js";
import { $, state } from "./state.js";
import { drawTraffic } from "./traffic.js";

const TABS = [
  ["traffic", "Traffic", drawTraffic],
  ["faults", "Faults", drawFaults],
  ["coverage", "Coverage", drawCoverage],
];
let chosen = "traffic";

export async function drawInspector() {
  if (state.aside !== "inspector") return;
  const body = $("aside-body");
  if (!body.querySelector(".tabs")) {
    const tab = ([name, label]) => el("button", { type: "button", role: "tab", "data-tab": name, onclick: () => choose(name) }, label);
    body.append(el("div", { class: "tabs", role: "tablist", "aria-label": "Inspector" }, TABS.map(tab)), el("div", { class: "tab-body", role: "tabpanel" }));
  }
  for (const button of body.querySelectorAll("[data-tab]")) button.setAttribute("aria-selected", String(button.dataset.tab === chosen));
  await TABS.find(([name]) => name === chosen)[2](body.querySelector(".tab-body"));
}

function choose(name) {
  chosen = name;
  forget($("aside-body").querySelector(".tab-body"));
  drawInspector();
}
