/** What travels between the widget and `/ws/chat`, `/chat/poll` and `/chat/send`. */

export type Speaker = "customer" | "bot" | "agent" | "system";

/** A quick reply: `title` is shown, `payload` is what tapping it sends besides. */
export interface Button {
  title: string;
  payload: string;
}

export interface CardItem {
  label: string;
  /** A decimal number as text; shown as it is, turned into a number only to draw. */
  value: string;
  note?: string;
  emphasis?: boolean;
  role?: "start" | "change" | "end";
  /** Ends of the span that a foreseen value lies in, as text; both or none. */
  low?: string;
  high?: string;
}

/** `lines` are the lines of a bill, shown as a table; `trend` is a curve over time. */
export interface Card {
  kind: "bars" | "waterfall" | "lines" | "trend";
  title: string;
  unit: string;
  items: CardItem[];
  total?: { label: string; value: string };
  footnote?: string;
}

/** One message of the log; `seq` is 1, 2, 3 … within the conversation. */
export interface Entry {
  seq: number;
  speaker: Speaker;
  text: string;
  buttons: Button[];
  image: string | null;
  card: Card | null;
  /** ISO 8601 with offset. */
  at: string;
  /** The sender's own id of a customer's message. */
  cid: string | null;
}

/** A customer's message on its way out. */
export interface Outgoing {
  cid: string;
  text: string;
  payload?: string;
}

export interface Refusal {
  code: string;
  text: string;
}

/** What a server frame may carry; each frame carries one of these. */
export interface Frame {
  ready?: boolean;
  seq?: number;
  speaker?: Speaker;
  ack?: string;
  cid?: string | null;
  typing?: boolean;
  slow_down?: number;
  error?: Refusal;
}

export interface Session {
  visitor: string;
  ticket: string;
  conversation: string;
}

/** Server limit on one message, in bytes of UTF-8. */
export const TEXT_LIMIT_BYTES = 4096;

/** Fill what an older or terser server leaves out; null when it is no log entry at all. */
export function asEntry(value: unknown): Entry | null {
  const raw = value as Partial<Entry> | null;
  if (!raw || typeof raw.seq !== "number" || typeof raw.speaker !== "string") return null;
  return {
    seq: raw.seq,
    speaker: raw.speaker,
    text: typeof raw.text === "string" ? raw.text : "",
    buttons: Array.isArray(raw.buttons) ? raw.buttons : [],
    image: typeof raw.image === "string" ? raw.image : null,
    card: raw.card && Array.isArray(raw.card.items) ? raw.card : null,
    at: typeof raw.at === "string" ? raw.at : new Date().toISOString(),
    cid: typeof raw.cid === "string" ? raw.cid : null,
  };
}

/** Length in bytes of UTF-8, which is what the server's limit counts. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
