// The worlds to choose from, each a vendor's: choosing another ends what is here, and the app begins anew in it.

import { sure } from "./confirm.js";
import { el } from "./dom.js";
import { $ } from "./state.js";
import { act, read } from "./talk.js";

export async function drawWorlds() {
  const { here, worlds } = await read("worlds");
  $("world").replaceChildren(...worlds.map((one) => el("option", { value: one.name, selected: one.name === here }, one.title)));
  $("world").title = worlds.find((one) => one.name === here)?.about ?? "";
  $("worlds").hidden = worlds.length < 2;
  $("world").onchange = async () => {
    const chosen = worlds.find((one) => one.name === $("world").value);
    if (!(await begin({ world: chosen.name }, `Go to ${chosen.title}?`, chosen.about))) $("world").value = here;
  };
}

// Whether it was wanted; the page is loaded anew when the sandbox says that it is done.
export async function begin(given, title, about = "") {
  const app = (await read("worlds")).app_begins_anew ? "The app begins anew too." : "The app is not told and keeps what it knows.";
  const text = [about, `Every message here is gone. ${app}`].filter(Boolean).join("\n\n");
  const asked = { title: { text: title }, text: { type: "plain_text", text }, confirm: { text: "Begin anew" }, deny: { text: "Stay here" }, style: "danger" };
  if (!(await sure(asked))) return false;
  document.body.classList.add("waiting");
  const done = await act("reset", given);
  document.body.classList.remove("waiting");
  return done !== undefined;
}
