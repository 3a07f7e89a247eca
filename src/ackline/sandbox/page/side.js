// The left side: whom you are, the channels you see, and the app.

import { el } from "./dom.js";
import { become, go } from "./route.js";
import { $, appName, dm, isExternal, markOf, mine, nameOf, state, team } from "./state.js";

export function drawSide() {
  drawPeople();
  drawPlaces();
}

function drawPeople() {
  const groups = state.world.teams.map((one) =>
    el("optgroup", { label: one.vendor ? `${one.name} (vendor)` : one.name },
      state.world.users
        .filter((person) => person.team_id === one.id && !person.is_bot)
        .map((person) =>
          el("option", { value: person.id, selected: person.id === state.me.id },
            personName(person) + (person.deleted ? " (deactivated)" : "")))));
  const shape = JSON.stringify([state.me.id, state.world.users]);
  if ($("who").shape !== shape) $("who").replaceChildren(...groups);
  $("who").shape = shape;
  const ours = team(state.me.team_id);
  $("whose").textContent = [state.me.profile.title, ours.vendor ? `${ours.name}, the vendor` : `${ours.name}, a customer`].filter(Boolean).join("\n");
  $("whose").className = ours.vendor ? "quiet" : "quiet customer";
}

// The one who is chosen is told in full below the list, where there is room.
function personName(person) {
  return person.id === state.me.id ? person.real_name : [person.real_name, person.profile.title].filter(Boolean).join(" · ");
}

function drawPlaces() {
  const marks = state.read.get(state.me.id);
  const row = (id, mark, label, latest) => {
    const current = state.place === id;
    const unread = !current && latest && latest > (marks.get(id) ?? state.read.start);
    const button = el("button", {
      type: "button", class: unread ? "unread" : "", "aria-current": current ? "page" : undefined,
      "data-place": id, title: label, onclick: () => go(id),
    },
    el("span", { class: "mark", "aria-hidden": "true" }, mark), el("span", { class: "name" }, label),
    unread ? el("span", { class: "dot", role: "img", "aria-label": "unread" }) : null);
    return el("li", {}, button);
  };
  const focused = document.activeElement?.dataset?.place;
  $("channels").replaceChildren(...mine().map((one) => row(one.id, markOf(one), nameOf(one), one.latest)));
  $("apps").replaceChildren(
    row("dm", "●", appName(), dm()?.latest),
    ...(isExternal(state.me) ? [] : [row("home", "⌂", `${appName()} · Home`)]));
  if (focused) document.querySelector(`#side [data-place="${CSS.escape(focused)}"]`)?.focus();
  $("menu").classList.toggle("unread", document.querySelector("#side .unread") !== null);
}

// Alt with an arrow goes to the next or the previous place, as in Slack's own client.
export function nextPlace(step) {
  const every = [...document.querySelectorAll("#side [data-place]")].map((button) => button.dataset.place);
  go(every.at((every.indexOf(state.place) + step) % every.length));
}

export function choose(event) {
  become(event.target.value);
}
