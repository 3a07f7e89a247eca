// The app's Home of one person.

import { sure } from "./confirm.js";
import { el, forget } from "./dom.js";
import { blocks } from "./kit.js";
import { $, context, state } from "./state.js";
import { act, read } from "./talk.js";

export async function drawHome() {
  const home = await read("home", { user: state.me.id });
  if (state.place !== "home") return;
  forget($("messages"));
  $("messages").append(home
    ? el("div", { class: "home" }, blocks(home.blocks, viewContext(home)))
    : el("p", { class: "empty" }, "The app has published no Home for you."));
}

// What the elements of a view do: a click is the app's, and its external selects ask the app.
export function viewContext(view) {
  const clicked = async (action, value, confirm) => {
    if (confirm && !(await sure(confirm))) return;
    await act("click_in_view", { user: state.me.id, view_id: view.id, action_id: action, ...(value === undefined ? {} : { value }) });
  };
  return context(clicked, (action, query) => act("suggest", { user: state.me.id, action_id: action, query, view_id: view.id }));
}
