// What the page knows: who looks, at what, and the world as it was last read. Names and times are looked up here.

import { DAY, dayNumber, formatted, HOUR } from "./times.js";

export const PAGE = 60;
export const $ = (id) => document.getElementById(id);

export const state = {
  me: null, place: null, thread: null, aside: null, editing: null, shown: PAGE, more: false,
  world: null, emoji: {}, messages: [], whispers: [], views: [], errors: {}, read: new Map(),
};

export const user = (id) => state.world.users.find((one) => one.id === id);
export const team = (id) => state.world.teams.find((one) => one.id === id);
export const channel = (name) => state.world.channels.find((one) => one.id === name || (one.name === name && !one.is_im));
export const isExternal = (one) => !team(one.team_id)?.vendor;
export const now = () => new Date(state.world.now);
export const instant = (ts) => new Date(Number(ts) * 1000);
export const zone = () => state.me?.tz ?? "UTC";
export const clockTime = (at) => formatted(at, zone(), HOUR);
export const today = () => dayNumber(now(), zone());

// The hour, and the day too where it is another than today.
export const when = (at) => (dayNumber(at, zone()) === today() ? clockTime(at) : formatted(at, zone(), { ...DAY, ...HOUR }));

export const capital = (name) => name[0].toUpperCase() + name.slice(1);
export const appName = () => capital(state.world.app.name);

// The app's shortcuts of a type, as the present person finds them: those of another organisation find none.
export const offered = (type) => (isExternal(state.me) ? [] : state.world.app.shortcuts.filter((one) => one.type === type));

// The places that the present person sees: channels by id, "dm" for the app's conversation, "home" for its Home.

export const mine = () => state.world.channels.filter((one) => !one.is_im && one.members.includes(state.me.id));
export const dm = () => state.world.channels.find((one) => one.is_im && one.user === state.me.id);
export const placeId = () => (state.place === "dm" ? (dm()?.id ?? state.world.app.name) : state.place);
export const placeName = () => (channel(state.place) ? labelOf(channel(state.place)) : appName());

// A group conversation goes by the others in it.
const others = (one) => one.members.filter((id) => id !== state.me.id && !user(id).is_bot).map((id) => user(id).real_name);
export const nameOf = (one) => (one.is_mpim ? others(one).join(", ") : one.name);
export const markOf = (one) => (one.is_mpim ? "👥" : one.is_private ? "🔒" : "#");
const labelOf = (one) => (one.is_mpim ? nameOf(one) : `#${one.name}`);

export function lookup() {
  return {
    me: state.me.id,
    zone: zone(),
    now: now(),
    user: (id) => user(id)?.real_name,
    channel: (id) => channel(id)?.name,
    emoji: (name) => state.emoji[name],
  };
}

// What Block Kit needs: names, what a click does, and the people and channels to choose from.
export function context(clicked, suggest) {
  const option = (value, label) => ({ value, label });
  return {
    lookup: lookup(),
    act: clicked,
    suggest,
    people: () => state.world.users.filter((one) => !one.is_bot && !one.deleted).map((one) => option(one.id, one.real_name)),
    places: (filter) => state.world.channels.filter((one) => visible(one) && fits(one, filter)).map((one) => option(one.id, labelOf(one))),
  };
}

const visible = (one) => !one.is_im && (!one.is_private || one.members.includes(state.me.id));

// A conversation select's filter: {include: [public, private, mpim], exclude_external_shared_channels}.
function fits(one, { include, exclude_external_shared_channels: unshared } = {}) {
  const kind = one.is_mpim ? "mpim" : one.is_private ? "private" : "public";
  return (!include || include.includes(kind)) && !(unshared && one.is_ext_shared);
}
