// What of Slack is imitated, as the sandbox itself says.

import { el } from "./dom.js";
import { read } from "./talk.js";

const TITLES = {
  methods: "Web API methods", events: "Events", interactions: "Interactions", blocks: "Blocks", elements: "Elements",
  faults: "Faults", missing: "Not imitated",
};

export async function drawCoverage(box) {
  if (box.childElementCount) return;
  const coverage = await read("coverage");
  if (box.childElementCount) return;
  box.append(...Object.entries(TITLES).map(([name, title]) =>
    el("section", { class: "coverage" },
      el("h3", {}, `${title} `, el("span", { class: "quiet" }, `${coverage[name].length}`)),
      el("ul", {}, coverage[name].map((one) =>
        el("li", {}, el("code", {}, one.name ?? one), one.note ? el("span", { class: "quiet" }, ` ${one.note}`) : null))))));
}
