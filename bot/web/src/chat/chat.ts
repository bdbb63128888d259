import { Door } from "./door";
import { newId } from "./id";
import type { Ending, Line, Listener } from "./line";
import { Log } from "./log";
import { Outbox, type Pending } from "./outbox";
import { Pause } from "./pause";
import { PollLine } from "./poll-line";
import { shared } from "./shelf";
import { SocketLine } from "./socket-line";
import type { Entry, Refusal } from "./wire";

const ACK_WITHIN_MS = 10_000;
const REPLAY_WITHIN_MS = 1_500;
const ANSWER_WITHIN_MS = 60_000;
const WHILE_REPLAYING_MS = 60;
const SOCKET_FAILURES_BEFORE_POLLING = 2;
const POLL_FOR_MS = 60_000;
/** A socket can die without a sign; silence as long as this is looked into. */
const SILENT_FOR_MS = 120_000;
const SILENT_WHILE_AWAY_MS = 30_000;
/** Timers may fire a little before their time by the clock. */
const TIMER_SLACK_MS = 20;
const LOOK_EVERY_MS = 15_000;

/** `resting` before the first start, `joining` until the first success, then on- or offline. */
export type Presence = "resting" | "joining" | "online" | "offline";

/**
 * One visitor's conversation: keeps a line open, the log complete and the outbox empty.
 *
 * Messages go out one at a time, each after the acknowledgement of the one before, so that
 * neither a lost line nor a "slow down" can change their order.
 */
export class Chat extends EventTarget {
  presence: Presence = "resting";
  /** Whether the other side is writing, or about to. */
  typing = false;
  /** The log's history is still arriving. */
  replaying = true;
  /** Milliseconds since 1970 until which the server asked us to hold back. */
  heldUntil = 0;
  /** Something the server said about no message in particular. */
  notice = "";

  private readonly door: Door;
  private readonly log = new Log();
  private readonly outbox = new Outbox(() => this.changed());
  private readonly pause = new Pause();
  private line: Line | null = null;
  private conversation: string | null = null;
  private ready = false;
  private fresh = false;
  private replayTo = 0;
  private inFlight: string | null = null;
  private lastHeard = 0;
  private ackTimer: ReturnType<typeof setTimeout> | undefined;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private socketFailures = 0;
  private later: ReturnType<typeof setTimeout> | null = null;
  private readonly listener: Listener;

  constructor(base: URL) {
    super();
    this.door = new Door(base);
    this.listener = this.listen();
  }

  /** A visitor who was here before; there may be news for them. */
  static returning(): boolean {
    return shared.get("visitor") !== null;
  }

  get entries(): Entry[] {
    return this.log.entries();
  }

  get pending(): Pending[] {
    return this.outbox.all().filter((item) => !this.log.has(item.cid));
  }

  start(): void {
    if (this.presence !== "resting") return;
    this.presence = "joining";
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("offline", () => this.line?.close());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      this.hurry();
      this.renewAfter(SILENT_WHILE_AWAY_MS);
    });
    setInterval(() => this.renewAfter(SILENT_FOR_MS), LOOK_EVERY_MS);
    shared.onForeignChange((name) => {
      // Another tab became a different visitor: be the same one.
      if (name === "visitor" && shared.get("visitor")) this.line?.close();
    });
    void this.stayConnected();
    this.changed();
  }

  say(text: string, payload?: string): void {
    this.start();
    this.notice = "";
    this.outbox.add({ cid: newId(), text, ...(payload === undefined ? {} : { payload }) });
    this.hurry();
    if (this.presence !== "offline" && !this.aPersonAnswers()) this.setTyping(true);
    this.changed();
    this.pump();
  }

  retry(cid: string): void {
    this.outbox.retry(cid);
    this.changed();
    this.pump();
  }

  discard(cid: string): void {
    this.outbox.settle(cid);
    this.changed();
  }

  private aPersonAnswers(): boolean {
    const others = this.entries.filter((entry) => /bot|agent/.test(entry.speaker));
    return others[others.length - 1]?.speaker === "agent";
  }

  private async stayConnected(): Promise<never> {
    for (;;) {
      const ending = await this.oneLine();
      this.lineLost(ending);
      if (ending !== "done") await this.pause.grow();
    }
  }

  /** Enter, open the line that works here, and stay on it until it ends. */
  private async oneLine(): Promise<Ending> {
    let ticket: string;
    try {
      ticket = await this.enter();
      await this.outbox.adopt();
    } catch {
      return "broken";
    }
    const polling = this.socketFailures >= SOCKET_FAILURES_BEFORE_POLLING;
    this.line = this.openLine(ticket, polling);
    const ending = await this.line.ended;
    // A socket that fails although HTTP just worked is blocked on the way.
    if (!polling && !this.ready && ending === "broken" && navigator.onLine) this.socketFailures++;
    if (polling && ending === "done") this.socketFailures--;
    return ending;
  }

  private openLine(ticket: string, polling: boolean): Line {
    if (!polling) return new SocketLine(this.door.socketUrl, ticket, this.log.cursor, this.listener);
    return new PollLine(this.door, ticket, () => this.log.cursor, this.listener, POLL_FOR_MS);
  }

  /** Become the visitor this browser has always been, and get a ticket. */
  private async enter(): Promise<string> {
    const known = shared.get("visitor");
    let session = await this.door.session(known);
    const meanwhile = shared.get("visitor");
    if (meanwhile !== null && meanwhile !== known) session = await this.door.session(meanwhile);
    if (shared.get("visitor") !== session.visitor) shared.set("visitor", session.visitor);
    if (this.conversation !== session.conversation) this.log.clear();
    this.conversation = session.conversation;
    return session.ticket;
  }

  private listen(): Listener {
    return {
      ready: (seq) => this.onReady(seq),
      entry: (entry) => {
        this.lastHeard = Date.now();
        this.onEntry(entry);
      },
      ack: (cid, seq) => {
        this.lastHeard = Date.now();
        this.onAck(cid, seq);
      },
      slowDown: (seconds, cid) => this.onSlowDown(seconds, cid),
      refused: (refusal, cid) => this.onRefused(refusal, cid),
      typing: (on) => {
        this.setTyping(on);
        this.changed();
      },
    };
  }

  private onReady(seq: number): void {
    this.ready = true;
    this.lastHeard = Date.now();
    this.fresh = true;
    this.presence = "online";
    this.replayTo = seq;
    if (seq < this.log.cursor) this.log.clear();
    this.pause.reset();
    if (this.caughtUp()) this.replayed();
    else setTimeout(() => this.replayed(), REPLAY_WITHIN_MS);
    this.changed();
  }

  private onEntry(entry: Entry): void {
    if (this.log.misses(entry.seq)) {
      if (!this.fresh) return this.line?.close();
      this.log.startAt(entry.seq);
    }
    this.fresh = false;
    if (!this.log.add(entry)) return;
    if (entry.cid !== null) this.settle(entry.cid);
    if (entry.speaker !== "customer") this.setTyping(false);
    if (this.replaying && this.caughtUp()) this.replayed();
    this.changed();
  }

  private onAck(cid: string, seq: number): void {
    const item = this.outbox.all().find((one) => one.cid === cid);
    if (item && !this.log.has(cid)) {
      const at = new Date(item.at).toISOString();
      const { text } = item;
      this.log.add({ seq, speaker: "customer", text, buttons: [], image: null, card: null, at, cid });
    }
    this.settle(cid);
    this.changed();
  }

  private onSlowDown(seconds: number, cid: string | null): void {
    if (cid === null || cid === this.inFlight) this.landed();
    this.heldUntil = Date.now() + seconds * 1000;
    this.setTyping(false);
    setTimeout(() => {
      this.changed();
      this.pump();
    }, seconds * 1000 + TIMER_SLACK_MS);
    this.changed();
  }

  private onRefused(refusal: Refusal, cid: string | null): void {
    if (cid === null) this.notice = refusal.text;
    else {
      this.outbox.refuse(cid, refusal.text);
      if (cid === this.inFlight) this.landed();
      this.setTyping(false);
      this.pump();
    }
    this.changed();
  }

  private caughtUp(): boolean {
    return this.log.cursor >= this.replayTo;
  }

  private replayed(): void {
    this.replaying = false;
    this.changed();
    this.pump();
  }

  /** Send the next message if the line is ours and free. */
  private pump(): void {
    if (!this.ready || this.replaying || this.inFlight !== null) return;
    if (Date.now() < this.heldUntil) return;
    const item = this.outbox.next();
    if (!item) return;
    if (this.log.has(item.cid)) return this.settle(item.cid);
    this.inFlight = item.cid;
    this.ackTimer = setTimeout(() => this.line?.close(), ACK_WITHIN_MS);
    const { cid, text, payload } = item;
    this.line?.send(payload === undefined ? { cid, text } : { cid, text, payload });
  }

  private settle(cid: string): void {
    this.outbox.settle(cid);
    if (cid === this.inFlight) this.landed();
    this.pump();
  }

  private landed(): void {
    clearTimeout(this.ackTimer);
    this.inFlight = null;
  }

  private lineLost(ending: Ending): void {
    this.landed();
    this.line = null;
    this.ready = false;
    this.replaying = true;
    if (ending === "done") return;
    this.setTyping(false);
    this.presence = "offline";
    this.changed();
  }

  private renewAfter(silentMs: number): void {
    if (!this.ready || this.inFlight !== null || document.hidden) return;
    if (Date.now() - this.lastHeard > silentMs) this.line?.renew();
  }

  private hurry(): void {
    if (!this.ready) this.pause.cut();
  }

  private setTyping(on: boolean): void {
    clearTimeout(this.typingTimer);
    this.typing = on;
    if (!on) return;
    this.typingTimer = setTimeout(() => {
      this.typing = false;
      this.changed();
    }, ANSWER_WITHIN_MS);
  }

  /** Tell the screen; while a long history arrives, only now and then. */
  private changed(): void {
    if (!this.replaying || this.presence !== "online") this.dispatchEvent(new Event("change"));
    else this.later ??= setTimeout(() => {
      this.later = null;
      this.dispatchEvent(new Event("change"));
    }, WHILE_REPLAYING_MS);
  }
}
