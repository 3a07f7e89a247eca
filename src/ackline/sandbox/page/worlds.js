// The worlds to choose from, each a vendor's: choosing another ends what is here, and the app begins anew in it.

import { waiting } from "./clockbar.js";
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
    if (!(await anew({ world: chosen.name }, `Go to ${chosen.title}?`, chosen.about))) $("world").value = here;
  };
}

// Whether it was wanted; the page is loaded anew when the sandbox says that it is done.
export async function anew(given, title, about = "") {
  const text = `${about ? `${about}\n\n` : ""}Every message here is gone, and the app begins anew too if it can.`;
  const asked = { title: { text: title }, text: { type: "plain_text", text }, confirm: { text: "Begin anew" }, deny: { text: "Stay here" }, style: "danger" };
  if (!(await sure(asked))) return false;
  return (await waiting(() => act("reset", given))) !== undefined;
}
