import { words } from "./words";

const clock = new Intl.DateTimeFormat("zh-CN", {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const thisYear = new Intl.DateTimeFormat("zh-CN", {
  month: "long",
  day: "numeric",
  weekday: "long",
});
const otherYear = new Intl.DateTimeFormat("zh-CN", {
  year: "numeric",
  month: "long",
  day: "numeric",
});

/** The hour and minute of a moment, as `09:05`. */
export function timeOfDay(at: Date): string {
  return clock.format(at);
}

/** The day of a moment as people say it: 今天, 昨天, or the date. */
export function dayName(at: Date, now: Date): string {
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  return (at.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(at);
}

function midnight(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
