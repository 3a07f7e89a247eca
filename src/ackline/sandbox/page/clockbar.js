// Time, moved by hand.

import { touch } from "./refresh.js";
import { $, now, state, zone } from "./state.js";
import { act, toast } from "./talk.js";
import { DAY, formatted, HOUR } from "./times.js";

export function drawClock() {
  $("now").textContent = formatted(now(), zone(), { ...DAY, ...HOUR });
  $("now").title = formatted(now(), zone(), { dateStyle: "full", timeStyle: "long" });
  $("now").dateTime = state.world.now;
  $("zone").textContent = zone().replaceAll("_", " ");
}

export async function move(given) {
  return waiting(async () => {
    const went = await act("clock", given);
    if (went?.stuck?.length) toast(`Still due, however often the app was asked: ${went.stuck.map((entry) => entry.what).join(", ")}`);
    return went;
  });
}

// Nothing else is begun while the app catches up; undefined when something was under way already.
export async function waiting(work) {
  if (document.body.classList.contains("working")) return undefined;
  document.body.classList.add("working");
  $("busy").hidden = false;
  try {
    return await work();
  } finally {
    $("busy").hidden = true;
    document.body.classList.remove("working");
    touch("world", "messages", "due", "story");
  }
}

export function moveByHand() {
  for (const button of document.querySelectorAll("#forward [data-minutes]"))
    button.addEventListener("click", () => move({ seconds: Number(button.dataset.minutes) * 60 }));
  $("morning").addEventListener("click", () => move({ next_business_day: true }));
  $("next").addEventListener("click", () => move({ next_due: true }));
}
