/** Small named values that outlive the page; kept in memory where the browser allows no more. */
export class Shelf {
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly prefix: string,
    private readonly store: () => Storage,
  ) {}

  get(name: string): string | null {
    try {
      const kept = this.store().getItem(this.prefix + name);
      if (kept !== null) return kept;
    } catch {
      // Storage is switched off: memory has it.
    }
    return this.memory.get(name) ?? null;
  }

  set(name: string, value: string): void {
    try {
      this.store().setItem(this.prefix + name, value);
      this.memory.delete(name);
    } catch {
      this.memory.set(name, value);
    }
  }

  remove(name: string): void {
    this.memory.delete(name);
    try {
      this.store().removeItem(this.prefix + name);
    } catch {
      // Nothing was kept there.
    }
  }

  names(start: string): string[] {
    const found = new Set(this.memory.keys());
    try {
      const store = this.store();
      for (let index = 0; index < store.length; index++) {
        const key = store.key(index);
        if (key?.startsWith(this.prefix)) found.add(key.slice(this.prefix.length));
      }
    } catch {
      // Memory only.
    }
    return [...found].filter((name) => name.startsWith(start)).sort();
  }

  /** Call back when another tab changes a value here. */
  onForeignChange(listener: (name: string) => void): void {
    window.addEventListener("storage", (event) => {
      if (event.key === null) listener("");
      else if (event.key.startsWith(this.prefix)) listener(event.key.slice(this.prefix.length));
    });
  }
}

/** Shared by all tabs and kept after the browser closes. */
export const shared = new Shelf("xiaowa.", () => window.localStorage);

/** Of this tab alone; survives a reload. */
export const ofTab = new Shelf("xiaowa.", () => window.sessionStorage);
