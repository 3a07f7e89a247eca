// Asking before something is done: Block Kit's confirm dialogs, and the page's own.

import { el } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { $, lookup } from "./state.js";

export function sure(asked) {
  const box = $("confirm");
  return new Promise((resolve) => {
    const answer = (given) => () => { box.onclose = null; box.close(); resolve(given); };
    const text = asked.text.type === "mrkdwn" ? mrkdwn(asked.text.text, lookup()) : asked.text.text;
    box.replaceChildren(
      el("h2", { id: "confirm-title" }, asked.title.text), el("p", {}, text),
      el("div", { class: "row end" },
        el("button", { type: "button", onclick: answer(false) }, asked.deny.text),
        el("button", { type: "button", class: asked.style === "danger" ? "danger" : "primary", onclick: answer(true) }, asked.confirm.text)));
    box.onclose = () => resolve(false);
    box.showModal();
  });
}
