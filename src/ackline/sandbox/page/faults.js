// What goes wrong on demand: calls that fail, the line on which events go out, people and channels that are gone.

import { el, forget } from "./dom.js";
import { touch } from "./refresh.js";
import { channel, state } from "./state.js";
import { act, read, toast } from "./talk.js";
import { begin } from "./worlds.js";

export async function drawFaults(box) {
  const [faults, coverage] = await Promise.all([read("faults"), read("coverage")]);
  const shape = JSON.stringify(faults);
  if (box.shape === shape && box.childElementCount) return;
  forget(box);
  box.shape = shape;
  box.append(calls(faults, ["*", ...coverage.methods.map((one) => one.name)]), line(faults), people(), places(), anew());
}

const pick = (options, chosen) => el("select", {}, options.map((one) => el("option", { value: one, selected: one === chosen }, one)));

const labelled = (text, node) => el("label", { class: "field" }, el("span", {}, text), node);

const done = (operation, given) => act(operation, given).then(() => touch("inspector"));

// What some kinds of fault want to know beside: the argument, what to ask for, and what it is unless changed.
const MORE = {
  rate_limited: ["retry_after", "Retry-After, in seconds", "30"],
  slack_error: ["error", "the error", "internal_error"],
  stale: ["seconds", "how old, in seconds", "60"],
  timeout_before: ["seconds", "after how many seconds", "5"],
  timeout_after: ["seconds", "after how many seconds", "5"],
};

function calls(faults, methods) {
  const method = pick(methods, "chat.postMessage");
  const kind = pick(faults.kinds);
  const times = el("input", { type: "number", min: "1", value: "1" });
  const more = el("div");
  const ask = () => {
    const [name, label, usual] = MORE[kind.value] ?? [];
    more.replaceChildren(...(name ? [labelled(label, el("input", { name, value: usual, type: name === "error" ? "text" : "number", min: "1" }))] : []));
  };
  const given = () => Object.fromEntries([...more.querySelectorAll("input")].map((one) => [one.name, one.type === "number" ? Number(one.value) : one.value]));
  kind.addEventListener("change", ask);
  ask();
  return el("section", { class: "faults" },
    el("h3", {}, "Calls that fail"),
    labelled("The next calls of", method), labelled("fail with", kind), more, labelled("how many times", times),
    el("button", { type: "button", onclick: () => done("fault", { method: method.value, kind: kind.value, times: Number(times.value), ...given() }) }, "Add the fault"),
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
      el("button", { type: "button", onclick: () => done("copies", { copies: 1, same_id: false }) }, "Twice, under two ids"),
      el("button", { type: "button", onclick: () => done("copies", { copies: 0 }) }, "Send each event once"),
      el("button", { type: "button", onclick: () => done("rate_limit_events", {}) }, "Rate-limit events")));
}

function people() {
  const who = el("select", {}, state.world.users.filter((one) => !one.is_bot).map((one) => el("option", { value: one.id }, one.real_name)));
  return el("section", { class: "faults" },
    el("h3", {}, "People"),
    labelled("The account of", who),
    el("div", { class: "row" },
      el("button", { type: "button", onclick: () => done("deactivate", { user: who.value }) }, "Deactivate"),
      el("button", { type: "button", onclick: () => done("reactivate", { user: who.value }) }, "Restore")));
}

function places() {
  const where = el("select", {}, state.world.channels.filter((one) => !one.is_im && !one.is_mpim).map((one) => el("option", { value: one.id }, one.name)));
  const bot = state.world.app.bot_user;
  const partner = () => channel(where.value).connected_team_ids?.[0];
  const unshare = () => (partner() ? done("unshare", { channel: where.value, team: partner() }) : toast("No other organisation is in that channel."));
  return el("section", { class: "faults" },
    el("h3", {}, "Channels"),
    labelled("In the channel", where),
    el("div", { class: "row" },
      el("button", { type: "button", onclick: () => done("leave", { channel: where.value, user: bot }) }, "Remove the app"),
      el("button", { type: "button", onclick: () => done("join", { channel: where.value, user: bot }) }, "Add the app"),
      el("button", { type: "button", onclick: () => done("archive", { channel: where.value, user: state.me.id }) }, "Archive"),
      el("button", { type: "button", onclick: unshare }, "Disconnect the other organisation")));
}

function anew() {
  return el("section", { class: "faults" },
    el("h3", {}, "The workspace"),
    el("div", { class: "row" },
      el("button", { type: "button", class: "danger", onclick: () => done("revoke_token", {}) }, "Revoke the token"),
      el("button", { type: "button", class: "danger", onclick: () => begin({}, "Reset the sandbox?") }, "Reset the sandbox")));
}
