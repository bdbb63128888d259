import type { Entry, Outgoing, Refusal } from "./wire";

/** What a line reports while it is open. */
export interface Listener {
  /** The server listens; the log reaches to `seq`. */
  ready(seq: number): void;
  entry(entry: Entry): void;
  ack(cid: string, seq: number): void;
  slowDown(seconds: number, cid: string | null): void;
  refused(refusal: Refusal, cid: string | null): void;
  typing(on: boolean): void;
}

/** Why a line ended: it broke, its ticket was refused, or it had served its time. */
export type Ending = "broken" | "ticket" | "done";

/** A way to the server: a socket, or long polling where sockets are blocked. */
export interface Line {
  /** Resolves when the line has ended; never rejects. */
  readonly ended: Promise<Ending>;
  /** Hand over one message; its fate is reported to the listener, or the line ends. */
  send(message: Outgoing): void;
  /** End quietly so that a new line proves the way is still open. */
  renew(): void;
  close(): void;
}
