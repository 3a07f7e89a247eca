// Instants as people read them, each in the reader's own zone.

export function formatted(instant, zone, options) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(instant);
}

export const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
export const SECOND = { ...HOUR, second: "2-digit" };
export const DAY = { weekday: "short", day: "numeric", month: "short" };

export function dayNumber(instant, zone) {
  const [year, month, day] = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(instant).split("-");
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000;
}

export function ago(instant, now) {
  const minutes = Math.round((instant - now) / 60_000);
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  if (Math.abs(minutes) < 60) return format.format(minutes, "minute");
  if (Math.abs(minutes) < 48 * 60) return format.format(Math.round(minutes / 60), "hour");
  return format.format(Math.round(minutes / 1440), "day");
}

// What a datetime-local field shows for an instant, and the instant of what is entered there.

export function localOf(epoch, zone) {
  return formatted(new Date(epoch * 1000), zone, { ...HOUR, year: "numeric", month: "2-digit", day: "2-digit" })
    .replace(/^(\d+)\/(\d+)\/(\d+), /u, "$3-$2-$1T");
}

export function epochOf(local, zone) {
  const wanted = Date.parse(`${local}Z`) / 1000;
  let epoch = wanted;
  for (let round = 0; round < 2; round += 1) epoch += wanted - Date.parse(`${localOf(epoch, zone)}Z`) / 1000;
  return epoch;
}
