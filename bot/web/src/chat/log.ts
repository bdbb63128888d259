import type { Entry } from "./wire";

/** The conversation as the server tells it: each entry once, in the order of `seq`. */
export class Log {
  private readonly bySeq = new Map<number, Entry>();
  private readonly cids = new Set<string>();
  private sorted: Entry[] | null = null;
  private reached = 0;

  /** Everything up to here has arrived; a reconnection resumes after it. */
  get cursor(): number {
    return this.reached;
  }

  entries(): Entry[] {
    this.sorted ??= [...this.bySeq.values()].sort((a, b) => a.seq - b.seq);
    return this.sorted;
  }

  has(cid: string): boolean {
    return this.cids.has(cid);
  }

  /** Whether `seq` leaves something out that should have come before it. */
  misses(seq: number): boolean {
    return seq > this.reached + 1;
  }

  /** Keep an entry; false when it was known. */
  add(entry: Entry): boolean {
    if (this.bySeq.has(entry.seq) || (entry.cid !== null && this.cids.has(entry.cid))) return false;
    this.bySeq.set(entry.seq, entry);
    if (entry.cid !== null) this.cids.add(entry.cid);
    this.sorted = null;
    while (this.bySeq.has(this.reached + 1)) this.reached += 1;
    return true;
  }

  /** Accept that nothing older than `seq` will come any more: retention has removed it. */
  startAt(seq: number): void {
    this.reached = Math.max(this.reached, seq - 1);
    while (this.bySeq.has(this.reached + 1)) this.reached += 1;
  }

  clear(): void {
    this.bySeq.clear();
    this.cids.clear();
    this.sorted = null;
    this.reached = 0;
  }
}
