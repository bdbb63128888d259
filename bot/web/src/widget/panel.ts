import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Chat } from "../chat/chat";
import type { Button, Entry } from "../chat/wire";
import type { Composer } from "./composer";
import { closeIcon, downIcon, mark } from "./icons";
import { panelStyles } from "./panel-styles";
import { placesOf, type DatedPlace } from "./places";
import { pending, said, typingDots, welcome } from "./said";
import { words } from "./words";

const NEAR_PX = 48;
const PAGE = 200;

/** The conversation on screen: header, log, shortcuts and composer. */
@customElement("xiaowa-panel")
export class Panel extends LitElement {
  @property({ attribute: false }) chat!: Chat;
  @property({ attribute: false }) base = "";
  @property({ type: Boolean, reflect: true }) inline = false;
  @property({ type: Boolean, reflect: true }) large = false;
  /** Covers the whole screen, so that nothing behind it can be reached. */
  @property({ type: Boolean, reflect: true }) modal = false;

  @query(".log") private readonly log!: HTMLElement;
  @query("xiaowa-composer") readonly composer!: Composer;
  @query(".head button") private readonly firstButton!: HTMLElement;
  @state() private below = false;
  /** How much of a long history is on screen. */
  @state() private shown = PAGE;
  private following = true;
  private aim = 0;
  private readonly resized = new ResizeObserver(() => this.follow());

  override firstUpdated(): void {
    this.chat.addEventListener("change", () => this.requestUpdate());
    this.resized.observe(this.log);
    this.resized.observe(this.log.firstElementChild as Element);
  }

  override updated(_: PropertyValues): void {
    this.follow();
  }

  override render(): TemplateResult {
    return html`<section
      role=${this.inline ? "region" : "dialog"}
      aria-modal=${this.modal && !this.inline ? "true" : nothing}
      aria-label=${words.dialog}
      tabindex="-1"
      @keydown=${this.onKey}
    >
      ${this.inline ? nothing : html`<span tabindex="0" @focus=${this.wrapBackward}></span>`}
      ${this.header()} ${this.banner()}
      <div
        class="log"
        role="log"
        aria-label=${words.log}
        aria-live=${this.chat.replaying ? "off" : "polite"}
        aria-busy=${this.chat.replaying && this.chat.presence === "joining"}
        tabindex="0"
        @scroll=${this.onScroll}
      >
        <div class="turns">${this.turns()}</div>
      </div>
      ${this.below
        ? html`<button type="button" class="below" @click=${this.toEnd}>
            ${downIcon}${words.further}
          </button>`
        : nothing}
      <div class="foot">
        ${this.shortcuts()}
        <xiaowa-composer @say=${(event: CustomEvent<string>) => this.say(event.detail)}>
        </xiaowa-composer>
      </div>
      ${this.inline ? nothing : html`<span tabindex="0" @focus=${this.wrapForward}></span>`}
    </section>`;
  }

  /** Send words as if the customer had typed them. */
  say(text: string, payload?: string): void {
    this.following = true;
    this.chat.say(text, payload);
  }

  /** Put the focus where the customer goes on; without popping up a phone's keyboard. */
  override focus(): void {
    if (matchMedia("(pointer: coarse)").matches) this.renderRoot.querySelector("section")?.focus();
    else this.composer.focus();
  }

  private header(): TemplateResult {
    const { presence } = this.chat;
    return html`<div class="head">
      <span class="logo">${mark}</span>
      <div class="names">
        <h2>${words.name}</h2>
        <p>
          <span class="dot ${presence}"></span>
          <span class="what">${presence === "joining" ? words.joining : words.subtitle}</span>
        </p>
      </div>
      <button
        type="button"
        class="large"
        aria-label=${words.largeTextLabel}
        aria-pressed=${this.large}
        @click=${() => this.dispatchEvent(new Event("toggle-large"))}
      >
        <span aria-hidden="true">${words.largeText}</span>
      </button>
      ${this.inline
        ? nothing
        : html`<button
            type="button"
            class="close"
            aria-label=${words.closeChat}
            @click=${this.close}
          >
            ${closeIcon}
          </button>`}
    </div>`;
  }

  private banner(): TemplateResult {
    const { presence, heldUntil, notice, pending: waiting } = this.chat;
    const slow = heldUntil > Date.now() && waiting.length > 0;
    const text = presence === "offline" ? words.offline : slow ? words.slow : notice;
    return html`<div class="banner ${presence}" role="status">${text ? html`<p>${text}</p>` : nothing}</div>`;
  }

  private turns(): TemplateResult {
    const { entries, pending: waiting, typing, presence } = this.chat;
    const fresh = entries.length === 0 && waiting.length === 0;
    const online = presence === "online";
    const lastBySelf = entries[entries.length - 1]?.speaker === "customer";
    // Moves in whole pages, so that nodes keep their entries while the log grows.
    const start = Math.max(0, Math.floor((entries.length - this.shown) / PAGE) * PAGE);
    const places = placesOf(entries, waiting.length > 0);
    return html`
      ${start > 0 ? this.earlier() : welcome(fresh, (text) => this.say(text))}
      ${entries
        .slice(start)
        .map((entry, index) => this.turn(entry, places[start + index] as DatedPlace))}
      ${waiting.map((item, index) =>
        pending(item, index === 0 && !lastBySelf, online, {
          retry: () => this.chat.retry(item.cid),
          discard: () => this.chat.discard(item.cid),
        }),
      )}
      ${typing ? typingDots() : nothing}
    `;
  }

  private earlier(): TemplateResult {
    const more = () => {
      this.following = false;
      this.shown += PAGE;
    };
    return html`<button type="button" class="earlier" @click=${more}>${words.earlier}</button>`;
  }

  private turn(entry: Entry, place: DatedPlace): TemplateResult {
    return html`${place.day ? html`<p class="day"><span>${place.day}</span></p>` : nothing}
    ${said(entry, place, this.base, (button: Button) => this.say(button.title, button.payload))}`;
  }

  private shortcuts(): TemplateResult | typeof nothing {
    if (this.chat.entries.length === 0) return nothing;
    return html`<div class="shortcuts" role="group" aria-label=${words.shortcuts}>
      ${words.shortcutTexts.map(
        (text) => html`<button type="button" @click=${() => this.say(text)}>${text}</button>`,
      )}
    </div>`;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing || this.inline) return;
    event.stopPropagation();
    this.close();
  }

  private close(): void {
    this.dispatchEvent(new Event("close"));
  }

  private wrapForward(): void {
    this.firstButton.focus();
  }

  private wrapBackward(event: FocusEvent): void {
    if (event.relatedTarget) this.composer.focusLast();
    else this.firstButton.focus();
  }

  /** Keep the newest in sight, but never scroll the question away above its answer. */
  private follow(): void {
    const { log } = this;
    if (!log) return;
    const end = log.scrollHeight - log.clientHeight;
    if (this.following) {
      const questions = log.querySelectorAll<HTMLElement>(".turn.customer.opens");
      const question = questions[questions.length - 1];
      this.aim = question ? Math.min(end, question.offsetTop - 8) : this.chat.replaying ? 0 : end;
      if (!question && this.chat.entries.length === 0) this.aim = 0;
      log.scrollTop = this.aim;
    }
    this.below = end - log.scrollTop > NEAR_PX;
  }

  private onScroll(): void {
    const { log } = this;
    const end = log.scrollHeight - log.clientHeight;
    this.following = end - log.scrollTop < NEAR_PX || Math.abs(log.scrollTop - this.aim) < 2;
    this.below = end - log.scrollTop > NEAR_PX;
  }

  private toEnd(): void {
    this.log.scrollTo({ top: this.log.scrollHeight });
    this.log.focus();
  }

  static override styles = panelStyles;
}
