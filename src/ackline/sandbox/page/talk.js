// Talking to the sandbox: all of it goes over the control API.

import { el } from "./dom.js";
import { $ } from "./state.js";

export async function read(reading, query = {}) {
  const answer = await (await fetch(`/sandbox/${reading}?${new URLSearchParams(query)}`)).json();
  if (!answer.ok) throw new Error(answer.why);
  return answer.result;
}

// The operation's result, true when it has none; undefined when it was refused, which the reader is told.
export async function act(operation, given) {
  try {
    const response = await fetch(`/sandbox/${operation}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(given),
    });
    const answer = await response.json();
    if (!answer.ok) throw new Error(answer.why);
    return answer.result ?? true;
  } catch (error) {
    toast(error.message);
    return undefined;
  }
}

export function toast(text) {
  const node = el("p", {}, text);
  $("toasts").append(node);
  setTimeout(() => node.remove(), 7000);
}
