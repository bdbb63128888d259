import type { Ending, Line, Listener } from "./line";
import { asEntry, type Frame, type Outgoing } from "./wire";

const READY_WITHIN_MS = 6_000;

/** The usual way: one WebSocket on which the server pushes its log in order. */
export class SocketLine implements Line {
  readonly ended: Promise<Ending>;
  private readonly socket: WebSocket;
  private end!: (ending: Ending) => void;
  private readonly readyTimer: ReturnType<typeof setTimeout>;

  constructor(
    url: string,
    ticket: string,
    after: number,
    private readonly listener: Listener,
  ) {
    this.ended = new Promise((resolve) => (this.end = resolve));
    this.readyTimer = setTimeout(() => this.close(), READY_WITHIN_MS);
    this.socket = new WebSocket(url);
    this.socket.onopen = () => this.socket.send(JSON.stringify({ ticket, after }));
    this.socket.onmessage = (event) => this.take(event.data);
    this.socket.onclose = () => this.finish("broken");
    this.socket.onerror = () => this.close();
  }

  send(message: Outgoing): void {
    if (this.socket.readyState !== WebSocket.OPEN) return this.close();
    this.socket.send(JSON.stringify(message));
  }

  renew(): void {
    this.finish("done");
  }

  close(): void {
    this.finish("broken");
  }

  private finish(ending: Ending): void {
    clearTimeout(this.readyTimer);
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = this.socket.onerror = null;
    try {
      this.socket.close();
    } catch {
      // It was closed already.
    }
    this.end(ending);
  }

  private take(data: unknown): void {
    let frame: Frame;
    try {
      frame = JSON.parse(String(data)) as Frame;
    } catch {
      return;
    }
    if (frame.error) {
      if (frame.error.code === "ticket") this.finish("ticket");
      else this.listener.refused(frame.error, frame.cid ?? null);
    } else if (frame.ready) {
      clearTimeout(this.readyTimer);
      this.listener.ready(frame.seq ?? 0);
    } else deliver(frame, this.listener);
  }
}

/** Report a frame of either line that is neither `ready` nor an error. */
export function deliver(frame: Frame, listener: Listener): void {
  if (typeof frame.ack === "string") listener.ack(frame.ack, frame.seq ?? 0);
  else if (typeof frame.slow_down === "number") {
    listener.slowDown(frame.slow_down, frame.cid ?? null);
  } else if (typeof frame.typing === "boolean") listener.typing(frame.typing);
  else {
    const entry = asEntry(frame);
    if (entry) listener.entry(entry);
  }
}
