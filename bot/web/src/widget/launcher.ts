import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Chat } from "../chat/chat";
import { shared } from "../chat/shelf";
import { mark } from "./icons";
import type { Panel } from "./panel";
import { words } from "./words";

const WHOLE_SCREEN = "(max-width: 640px), (max-height: 420px)";

/** The element a page embeds: a button in the corner that opens the conversation. */
@customElement("xiaowa-chat")
export class Launcher extends LitElement {
  /** Where the server is: the folder that served the script. */
  @property({ attribute: false }) base!: URL;
  @property({ type: Boolean, reflect: true }) open = false;
  /** Stands in the page's flow instead of over it, always open. */
  @property({ type: Boolean, reflect: true }) inline = false;

  @state() private large = shared.get("large") === "1";
  @state() private wholeScreen = false;
  @query("xiaowa-panel") private readonly panel!: Panel;
  @query(".launcher") private readonly button!: HTMLElement;
  private chat!: Chat;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.chat) return;
    this.chat = new Chat(this.base);
    this.chat.addEventListener("change", () => this.onChange());
    const screen = matchMedia(WHOLE_SCREEN);
    const measure = () => (this.wholeScreen = screen.matches);
    screen.addListener(measure);
    measure();
    window.visualViewport?.addEventListener("resize", () => this.fitViewport());
    this.fitViewport();
    if (this.open || this.inline || Chat.returning()) this.chat.start();
  }

  override render(): TemplateResult {
    const shown = this.open || this.inline;
    const news = shown ? 0 : this.unread();
    return html`
      <xiaowa-panel
        ?hidden=${!shown}
        .chat=${this.chat}
        .base=${this.base.href}
        ?inline=${this.inline}
        ?large=${this.large}
        ?modal=${this.wholeScreen}
        @close=${this.hide}
        @toggle-large=${this.toggleLarge}
      ></xiaowa-panel>
      ${this.inline
        ? nothing
        : html`<button
            type="button"
            class="launcher"
            ?hidden=${shown}
            aria-haspopup="dialog"
            aria-expanded=${shown}
            aria-label=${news ? `${words.launcher}，${words.unread(news)}` : words.openChat}
            @click=${() => this.show()}
          >
            ${mark}<span>${words.launcher}</span>
            ${news ? html`<b aria-hidden="true">${news > 9 ? "9+" : news}</b>` : nothing}
          </button>`}
    `;
  }

  /** Open the conversation and go there. */
  async show(): Promise<void> {
    this.chat.start();
    this.open = true;
    this.markRead();
    await this.updateComplete;
    await this.panel.updateComplete;
    this.panel.focus();
    this.announce();
  }

  /** Close it and go back to the button. */
  async hide(): Promise<void> {
    if (this.inline) return;
    this.open = false;
    await this.updateComplete;
    this.button.focus();
    this.announce();
  }

  /** Open the conversation and say something. */
  async ask(text: string): Promise<void> {
    await this.show();
    this.panel.say(text);
  }

  /** Open the conversation and put text into the composer. */
  async insert(text: string): Promise<void> {
    await this.show();
    await this.panel.composer.insert(text);
  }

  private onChange(): void {
    if (this.open || this.inline) this.markRead();
    this.requestUpdate();
  }

  private lastSeq(): number {
    const { entries } = this.chat;
    return entries[entries.length - 1]?.seq ?? 0;
  }

  private markRead(): void {
    const last = String(this.lastSeq());
    if (last !== "0" && shared.get("read") !== last) shared.set("read", last);
  }

  private unread(): number {
    const read = Number(shared.get("read") ?? 0);
    return this.chat.entries.filter((entry) => entry.seq > read && entry.speaker !== "customer").length;
  }

  private toggleLarge(): void {
    this.large = !this.large;
    shared.set("large", this.large ? "1" : "0");
  }

  /** A phone's keyboard shrinks what is visible, not the page. */
  private fitViewport(): void {
    const height = window.visualViewport?.height;
    if (height) this.style.setProperty("--visible-height", `${Math.round(height)}px`);
  }

  private announce(): void {
    this.dispatchEvent(new CustomEvent("xiaowa-toggle", { detail: this.open, bubbles: true }));
  }

  static override styles = css`
    :host {
      all: initial;
    }
    :host([inline]) {
      display: block;
      height: 100%;
    }
    .launcher {
      position: fixed;
      right: max(20px, env(safe-area-inset-right));
      bottom: max(20px, env(safe-area-inset-bottom));
      z-index: 2147483000;
      display: inline-flex;
      align-items: center;
      gap: 8px;
      min-height: 60px;
      padding: 0 22px 0 16px;
      border: 2px solid #fff;
      border-radius: 30px;
      background: #0b5d66;
      color: #fff;
      font: 600 18px/1 "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC",
        sans-serif;
      box-shadow: 0 6px 24px rgba(6, 50, 55, 0.32);
      cursor: pointer;
    }
    .launcher:hover {
      background: #084850;
    }
    .launcher:focus-visible {
      outline: 3px solid #e8930c;
      outline-offset: 3px;
    }
    .launcher svg {
      width: 34px;
      height: 34px;
    }
    .spark {
      fill: #ffc14d;
    }
    b {
      position: absolute;
      top: -8px;
      right: -4px;
      min-width: 26px;
      padding: 5px 0;
      box-sizing: border-box;
      border: 2px solid #fff;
      border-radius: 15px;
      background: #b3261e;
      font-size: 14px;
      text-align: center;
    }
    [hidden] {
      display: none;
    }
  `;
}
