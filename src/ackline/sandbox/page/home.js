// The app's Home of one person, and what the elements of its views do.

import { sure } from "./confirm.js";
import { el, forget } from "./dom.js";
import { blocks } from "./kit.js";
import { $, context, state } from "./state.js";
import { act, read } from "./talk.js";
import { carriedOver } from "./value.js";

// Drawn anew only where it changed; what was entered stays.
export async function drawHome() {
  const home = await read("home", { user: state.me.id });
  if (state.place !== "home") return;
  const box = $("messages");
  const before = box.querySelector(".home");
  const shape = JSON.stringify([home?.blocks, state.me.id]);
  if (box.homeShape === shape && box.childElementCount) return;
  box.homeShape = shape;
  const node = home
    ? el("div", { class: "home", "data-inputs": "" }, blocks(home.blocks, viewContext(home)))
    : el("p", { class: "empty" }, "The app has published no Home for you.");
  if (before && home) carriedOver(before, node);
  const at = box.scrollTop;
  forget(box);
  box.append(node);
  if (before) box.scrollTop = at;
}

// A click is the app's, and external selects ask the app.
export function viewContext(view) {
  const clicked = async (what, confirm) => {
    if (confirm && !(await sure(confirm))) return;
    await act("click_in_view", { user: state.me.id, view_id: view.id, ...what });
  };
  return context(clicked, (action, query) => act("suggest", { user: state.me.id, action_id: action, query, view_id: view.id }));
}
