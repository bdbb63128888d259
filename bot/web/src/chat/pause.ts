const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Waits that grow from 0.5 to 30 seconds with full jitter, and can be cut short. */
export class Pause {
  private attempts = 0;
  private end: (() => void) | null = null;

  reset(): void {
    this.attempts = 0;
  }

  async grow(): Promise<void> {
    const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.attempts);
    this.attempts = Math.min(this.attempts + 1, 10);
    await new Promise<void>((done) => {
      const timer = setTimeout(done, Math.random() * ceiling);
      this.end = () => {
        clearTimeout(timer);
        done();
      };
    });
    this.end = null;
  }

  /** Go on at once: the network came back or the customer is waiting. */
  cut(): void {
    this.end?.();
  }
}
