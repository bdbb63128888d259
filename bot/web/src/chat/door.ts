import type { Frame, Outgoing, Session } from "./wire";

const TIMEOUT_MS = 10_000;

/** The server no longer accepts the ticket; ask for a new session. */
export class TicketRefused extends Error {}

/** The server's HTTP side. Every call ends within its timeout; failures reject. */
export class Door {
  constructor(private readonly base: URL) {}

  get socketUrl(): string {
    const url = new URL("ws/chat", this.base);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return url.href;
  }

  async session(visitor: string | null): Promise<Session> {
    const response = await this.call("chat/session", { method: "POST", body: { visitor } });
    if (!response.ok) throw new Error(`session: ${response.status}`);
    return (await response.json()) as Session;
  }

  /** The log entries after `after`; waits up to `waitSeconds` for the first. */
  async poll(ticket: string, after: number, waitSeconds: number, stop: AbortSignal) {
    const path = `chat/poll?after=${after}&wait=${waitSeconds}`;
    const timeout = waitSeconds * 1000 + TIMEOUT_MS;
    const response = await this.call(path, { method: "GET", ticket, timeout, stop });
    if (!response.ok) throw new Error(`poll: ${response.status}`);
    const answer: unknown = await response.json();
    if (Array.isArray(answer)) return { entries: answer as unknown[], typing: undefined };
    const { entries, typing } = answer as { entries?: unknown[]; typing?: boolean };
    return { entries: entries ?? [], typing };
  }

  /** Post one message; the answer is the frame a socket would have brought. */
  async send(ticket: string, message: Outgoing): Promise<Frame> {
    const response = await this.call("chat/send", { method: "POST", ticket, body: message });
    if (response.status >= 500) throw new Error(`send: ${response.status}`);
    return (await response.json()) as Frame;
  }

  private async call(
    path: string,
    options: {
      method: string;
      ticket?: string;
      body?: unknown;
      timeout?: number;
      stop?: AbortSignal;
    },
  ): Promise<Response> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), options.timeout ?? TIMEOUT_MS);
    options.stop?.addEventListener("abort", () => abort.abort());
    const headers: Record<string, string> = {};
    if (options.body !== undefined) headers["Content-Type"] = "application/json";
    if (options.ticket) headers.Authorization = `Bearer ${options.ticket}`;
    try {
      const response = await fetch(new URL(path, this.base).href, {
        method: options.method,
        headers,
        body: options.body === undefined ? undefined : JSON.stringify(options.body),
        credentials: "omit",
        cache: "no-store",
        signal: abort.signal,
      });
      if (response.status === 401) throw new TicketRefused();
      return response;
    } finally {
      clearTimeout(timer);
    }
  }
}
