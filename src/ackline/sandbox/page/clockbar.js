// Time, moved by hand.

import { touch } from "./refresh.js";
import { $, now, state, when, zone } from "./state.js";
import { act, toast } from "./talk.js";
import { DAY, formatted, HOUR } from "./times.js";

export function drawClock() {
  $("now").textContent = formatted(now(), zone(), { ...DAY, ...HOUR });
  $("now").title = formatted(now(), zone(), { dateStyle: "full", timeStyle: "long" });
  $("now").dateTime = state.world.now;
  $("zone").textContent = zone().replaceAll("_", " ");
}

// A long way is gone in parts of a second or so: what happens meanwhile is seen, and one may stop where one is.
const PART = 1.2;
let stopped = false;

export async function move(given) {
  return waiting(async () => {
    let went = await act("clock", { ...given, patience: PART });
    while (went && !went.reached && !stopped) {
      $("busy").textContent = `on the way to ${when(new Date(went.target))}…`;
      document.body.classList.add("moving");
      touch("world", "messages", "due", "story");
      went = await act("clock", { to: went.target, patience: PART });
    }
    if (went?.stuck.length) toast(`Still due, however often the app was asked: ${went.stuck.map((entry) => entry.what).join(", ")}`);
    return went;
  });
}

// Nothing else is begun while the app catches up; undefined when something was under way already.
export async function waiting(work) {
  if (document.body.classList.contains("working")) return undefined;
  document.body.classList.add("working");
  $("busy").textContent = "working…";
  $("busy").hidden = false;
  stopped = false;
  try {
    return await work();
  } finally {
    $("busy").hidden = true;
    document.body.classList.remove("working", "moving");
    touch("world", "messages", "due", "story");
  }
}

export function moveByHand() {
  for (const button of document.querySelectorAll("#forward [data-minutes]"))
    button.addEventListener("click", () => move({ seconds: Number(button.dataset.minutes) * 60 }));
  $("morning").addEventListener("click", () => move({ next_business_day: true }));
  $("stop").addEventListener("click", () => { stopped = true; });
  $("next").addEventListener("click", () => move({ next_due: true }));
}
