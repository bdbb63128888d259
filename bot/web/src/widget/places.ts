import type { Entry } from "../chat/wire";
import { dayName } from "./moments";
import type { Place } from "./said";

/** A place in the log, with the day that begins there. */
export interface DatedPlace extends Place {
  day: string | null;
}

/** How each entry stands among its neighbours; `waiting` when the customer's next is under way. */
export function placesOf(entries: Entry[], waiting: boolean): DatedPlace[] {
  const now = new Date();
  const days = entries.map((entry) => dayOf(entry, now));
  const places: DatedPlace[] = [];
  let superseded = waiting;
  let reaction: Entry | null = null;
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at] as Entry;
    const newDay = at === 0 || days[at] !== days[at - 1];
    places[at] = {
      day: newDay ? (days[at] ?? null) : null,
      opens: newDay || entries[at - 1]?.speaker !== entry.speaker,
      closes: entries[at + 1]?.speaker !== entry.speaker || days[at + 1] !== days[at],
      current: !superseded,
      answer: reaction?.speaker === "customer" ? reaction.text : null,
    };
    if (entry.speaker === "customer" || entry.buttons.length > 0) {
      superseded = true;
      reaction = entry;
    }
  }
  return places;
}

function dayOf(entry: Entry, now: Date): string | null {
  const at = new Date(entry.at);
  return Number.isNaN(at.getTime()) ? null : dayName(at, now);
}
