import { type Door, TicketRefused } from "./door";
import type { Ending, Line, Listener } from "./line";
import { deliver } from "./socket-line";
import { asEntry, type Entry, type Outgoing } from "./wire";

const WAIT_SECONDS = 25;

/** The way round networks that block WebSockets: long polling on the same cursor. */
export class PollLine implements Line {
  readonly ended: Promise<Ending>;
  private end!: (ending: Ending) => void;
  private readonly stop = new AbortController();

  constructor(
    private readonly door: Door,
    private readonly ticket: string,
    private readonly cursor: () => number,
    private readonly listener: Listener,
    lifetimeMs: number,
  ) {
    this.ended = new Promise((resolve) => (this.end = resolve));
    setTimeout(() => this.finish("done"), lifetimeMs);
    void this.listen();
  }

  send(message: Outgoing): void {
    this.door.send(this.ticket, message).then(
      (frame) => {
        if (this.stop.signal.aborted) return;
        if (frame.error?.code === "ticket") this.finish("ticket");
        else if (frame.error) this.listener.refused(frame.error, frame.cid ?? message.cid);
        else deliver({ ...frame, cid: frame.cid ?? message.cid }, this.listener);
      },
      (failure: unknown) => this.fail(failure),
    );
  }

  renew(): void {
    // Each poll proves it anyway.
  }

  close(): void {
    this.finish("broken");
  }

  private async listen(): Promise<void> {
    let wait = 0;
    while (!this.stop.signal.aborted) {
      try {
        const { ticket, stop } = this;
        const answer = await this.door.poll(ticket, this.cursor(), wait, stop.signal);
        if (this.stop.signal.aborted) return;
        const entries = answer.entries.map(asEntry);
        if (wait === 0) this.listener.ready(Math.max(this.cursor(), ...entries.map(seqOf)));
        for (const entry of entries) if (entry) this.listener.entry(entry);
        // That writing has ended is told by the answer itself, which may come a poll later.
        if (answer.typing) this.listener.typing(true);
        wait = WAIT_SECONDS;
      } catch (failure) {
        this.fail(failure);
      }
    }
  }

  private fail(failure: unknown): void {
    this.finish(failure instanceof TicketRefused ? "ticket" : "broken");
  }

  private finish(ending: Ending): void {
    this.stop.abort();
    this.end(ending);
  }
}

function seqOf(entry: Entry | null): number {
  return entry?.seq ?? 0;
}
