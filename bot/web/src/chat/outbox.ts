import { newId } from "./id";
import { ofTab, shared } from "./shelf";
import type { Outgoing } from "./wire";

/** A message that the server has not yet acknowledged. */
export interface Pending extends Outgoing {
  /** Milliseconds since 1970, for display. */
  at: number;
  /** The tab it was written in. */
  tab: string;
  /** Another tab that sends it too, because the first did not answer. */
  heir?: string;
  /** Why the server refused it; it then waits for the customer's decision. */
  refusal?: string;
}

const PREFIX = "out.";
const ANSWER_WITHIN_MS = 300;

/**
 * Messages are kept in local storage until acknowledged, one key each, so that tabs never
 * overwrite each other's. The tab that wrote a message sends it; when that tab is gone, another
 * does. A tab that only seemed gone goes on sending its own, so that their order holds; the server
 * knows by its `cid` what it has already received.
 */
export class Outbox {
  readonly tab: string;
  private lastStamp = 0;
  private readonly others: BroadcastChannel | null;
  private readonly alive = new Set<string>();

  constructor(changed: () => void) {
    this.tab = ofTab.get("tab") ?? newId();
    ofTab.set("tab", this.tab);
    this.others = typeof BroadcastChannel === "function" ? new BroadcastChannel("xiaowa") : null;
    this.others?.addEventListener("message", (event: MessageEvent) => this.hear(event.data));
    shared.onForeignChange((name) => {
      if (name === "" || name.startsWith(PREFIX)) changed();
    });
  }

  /** Everything unacknowledged of every tab, oldest first. */
  all(): Pending[] {
    return this.keyed().map(([, item]) => item);
  }

  /** The next message this tab has to send. */
  next(): Pending | null {
    const ours = (item: Pending) => item.tab === this.tab || item.heir === this.tab;
    return this.all().find((item) => ours(item) && !item.refusal) ?? null;
  }

  add(message: Outgoing): void {
    const at = Date.now();
    this.lastStamp = Math.max(at, this.lastStamp + 1);
    const order = String(this.lastStamp).padStart(15, "0");
    this.write(`${PREFIX}${order}.${message.cid}`, { ...message, at, tab: this.tab });
  }

  settle(cid: string): void {
    for (const [key, item] of this.keyed()) if (item.cid === cid) shared.remove(key);
  }

  refuse(cid: string, why: string): void {
    this.change(cid, (item) => ({ ...item, refusal: why }));
  }

  retry(cid: string): void {
    this.change(cid, ({ refusal: _, ...item }) => ({ ...item, heir: this.tab }));
  }

  /** Inherit what tabs that no longer answer have left behind. */
  async adopt(): Promise<void> {
    const foreign = () => this.keyed().filter(([, item]) => item.tab !== this.tab);
    if (foreign().length === 0) return;
    this.alive.clear();
    this.others?.postMessage("who is there");
    await new Promise((done) => setTimeout(done, this.others ? ANSWER_WITHIN_MS : 0));
    for (const [key, item] of foreign()) {
      if (!this.alive.has(item.tab)) this.write(key, { ...item, heir: this.tab });
    }
  }

  private hear(word: unknown): void {
    if (word === "who is there") this.others?.postMessage({ tab: this.tab });
    else if (typeof word === "object" && word) this.alive.add((word as { tab: string }).tab);
  }

  private change(cid: string, edit: (item: Pending) => Pending): void {
    for (const [key, item] of this.keyed()) if (item.cid === cid) this.write(key, edit(item));
  }

  private write(key: string, item: Pending): void {
    shared.set(key, JSON.stringify(item));
  }

  private keyed(): Array<[string, Pending]> {
    const found: Array<[string, Pending]> = [];
    for (const key of shared.names(PREFIX)) {
      try {
        const item = JSON.parse(shared.get(key) ?? "") as Pending;
        if (typeof item.cid === "string" && typeof item.text === "string") found.push([key, item]);
      } catch {
        shared.remove(key);
      }
    }
    return found;
  }
}
