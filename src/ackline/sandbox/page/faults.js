// What goes wrong on demand: calls that fail, and the line on which events go out.

import { el, forget } from "./dom.js";
import { touch } from "./refresh.js";
import { act, read } from "./talk.js";
import { anew } from "./worlds.js";

export async function drawFaults(box) {
  const [faults, coverage] = await Promise.all([read("faults"), read("coverage")]);
  const shape = JSON.stringify(faults);
  if (box.shape === shape && box.childElementCount) return;
  forget(box);
  box.shape = shape;
  box.append(calls(faults, ["*", ...coverage.methods.map((one) => one.name)]), line(faults), anew());
}

const pick = (options, chosen) => el("select", {}, options.map((one) => el("option", { value: one, selected: one === chosen }, one)));

const labelled = (text, node) => el("label", { class: "field" }, el("span", {}, text), node);

const done = (operation, given) => act(operation, given).then(() => touch("inspector"));

function calls(faults, methods) {
  const method = pick(methods, "chat.postMessage");
  const kind = pick(faults.kinds);
  const times = el("input", { type: "number", min: "1", value: "1" });
  return el("section", { class: "faults" },
    el("h3", {}, "Calls that fail"),
    labelled("The next calls of", method), labelled("fail with", kind), labelled("how many times", times),
    el("button", { type: "button", onclick: () => done("fault", { method: method.value, kind: kind.value, times: Number(times.value) }) }, "Add the fault"),
    faults.pending.length
      ? el("div", { class: "row" },
          el("ul", { class: "pending" }, faults.pending.map((one) => el("li", { class: "bad" }, one))),
          el("button", { type: "button", onclick: () => done("clear_faults", {}) }, "Clear all"))
      : el("p", { class: "quiet" }, "No fault is waiting."));
}

const LINES = { open: "delivered", held: "held back until released", lost: "lost for ever", broken: "failing, and retried" };

function line(faults) {
  const state = el("select", {}, faults.lines.map((one) => el("option", { value: one, selected: one === faults.line }, LINES[one] ?? one)));
  state.addEventListener("change", () => done("line", { state: state.value }));
  const order = pick(["sent", "reversed", "shuffled"]);
  return el("section", { class: "faults" },
    el("h3", {}, "Events on their way"),
    labelled("Events are", state), labelled("Release held ones as", order),
    el("div", { class: "row" },
      el("button", { type: "button", onclick: () => done("release", { order: order.value }) }, "Release held events"),
      el("button", { type: "button", onclick: () => done("copies", { copies: 1 }) }, "Send each event twice"),
      el("button", { type: "button", onclick: () => done("copies", { copies: 0 }) }, "Send each event once"),
      el("button", { type: "button", onclick: () => done("rate_limit_events", {}) }, "Rate-limit events")));
}

function anew() {
  return el("section", { class: "faults" },
    el("h3", {}, "The workspace"),
    el("button", { type: "button", class: "danger", onclick: () => anew({}, "Reset the sandbox?") }, "Reset the sandbox"));
}
