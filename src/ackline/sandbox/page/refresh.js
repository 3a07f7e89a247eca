// Which parts of the page are out of date, and bringing them up to date: one run at a time, in a fixed order.

import { toast } from "./talk.js";

const painters = new Map();
const dirty = new Set();
let timer = null;
let running = false;
let over = false;

// Parts are painted in the order in which they were registered.
export function paints(part, painter) {
  painters.set(part, painter);
}

// What is shown is about to go: it is not asked for any more.
export function leave() {
  over = true;
}

export function touch(...parts) {
  if (over) return;
  for (const part of parts) dirty.add(part);
  timer ??= setTimeout(refresh, 30);
}

async function refresh() {
  timer = null;
  if (over) return;
  if (running) return void (timer = setTimeout(refresh, 30));
  running = true;
  const parts = [...painters.keys()].filter((part) => dirty.has(part));
  dirty.clear();
  try {
    for (const part of parts) await painters.get(part)();
  } catch (error) {
    if (!over) toast(error.message);
  }
  running = false;
}
