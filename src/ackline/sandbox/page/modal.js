// The modal that is open: drawn anew when the app changes it, with what was entered kept.

import { el } from "./dom.js";
import { viewContext } from "./home.js";
import { blocks } from "./kit.js";
import { $, state } from "./state.js";
import { act, read } from "./talk.js";
import { carriedOver, entered } from "./value.js";

export async function refreshViews() {
  const views = await read("views", { user: state.me.id });
  if (views.at(-1)?.id !== state.views.at(-1)?.id) state.errors = {};
  state.views = views;
  drawModal();
}

function drawModal() {
  const box = $("modal");
  const view = state.views.at(-1);
  if (!view) {
    if (box.open) box.close();
    box.replaceChildren();
    box.shape = "";
    return;
  }
  const shape = JSON.stringify([view, state.errors]);
  if (box.shape === shape) return;
  const before = box.viewId === view.id ? box.querySelector("form") : null;
  box.shape = shape;
  box.viewId = view.id;
  const form = el("form", { class: "modal", novalidate: true, "data-inputs": "" },
    el("header", {},
      el("h2", { id: "modal-title" }, view.title.text),
      el("button", { type: "button", class: "plain", "aria-label": "Close", onclick: closeModal }, "✕")),
    el("div", { class: "modal-body" }, blocks(view.blocks, { ...viewContext(view), errors: state.errors })),
    el("footer", { class: "row end" },
      state.views.length > 1 ? el("span", { class: "quiet spring" }, `${state.views.length} on top of each other`) : null,
      el("button", { type: "button", onclick: closeModal }, view.close?.text ?? "Cancel"),
      view.submit ? el("button", { type: "submit", class: "primary" }, view.submit.text) : null));
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(view, form); });
  box.replaceChildren(form);
  if (before) carriedOver(before, form);
  if (!box.open) box.showModal();
  (form.querySelector("[aria-invalid=true]") ?? form.querySelector("[data-action]"))?.focus();
}

async function submit(view, form) {
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  const result = await act("submit", { user: state.me.id, view_id: view.id, values: entered(form) });
  button.disabled = false;
  if (result === undefined) return;
  state.errors = result.errors;
  await refreshViews();
}

export async function closeModal() {
  state.errors = {};
  await act("close_view", { user: state.me.id });
  await refreshViews();
}
