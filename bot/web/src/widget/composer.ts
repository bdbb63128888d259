import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { ofTab } from "../chat/shelf";
import { byteLength, TEXT_LIMIT_BYTES } from "../chat/wire";
import { composerStyles } from "./composer-styles";
import { sendIcon } from "./icons";
import { words } from "./words";

const BYTES_PER_LETTER = 3;
const COUNT_FROM_BYTES = TEXT_LIMIT_BYTES * 0.75;
/** What browsers report for a key that an input method has taken. */
const KEY_OF_INPUT_METHOD = 229;

/** Where the customer writes; fires `say` with the text. */
@customElement("xiaowa-composer")
export class Composer extends LitElement {
  @query("textarea") private readonly field!: HTMLTextAreaElement;
  @state() private text = ofTab.get("draft") ?? "";

  override focus(): void {
    this.field.focus();
  }

  /** Focus the last control that can be used, for a focus that wraps around. */
  focusLast(): void {
    const button = this.renderRoot.querySelector("button");
    if (button && !button.disabled) button.focus();
    else this.field.focus();
  }

  /** Put text where the cursor is. */
  async insert(text: string): Promise<void> {
    await this.updateComplete;
    const { selectionStart, selectionEnd } = this.field;
    this.field.setRangeText(text, selectionStart, selectionEnd, "end");
    this.take();
    this.focus();
  }

  override render(): TemplateResult {
    const left = Math.floor((TEXT_LIMIT_BYTES - byteLength(this.text)) / BYTES_PER_LETTER);
    const tooLong = byteLength(this.text) > TEXT_LIMIT_BYTES;
    const counted = byteLength(this.text) > COUNT_FROM_BYTES;
    return html`<form @submit=${this.submit}>
      <textarea
        rows="1"
        aria-label=${words.composer}
        placeholder=${words.placeholder}
        enterkeyhint="send"
        autocomplete="off"
        aria-invalid=${tooLong}
        aria-describedby="count"
        .value=${this.text}
        @input=${this.take}
        @keydown=${this.onKey}
      ></textarea>
      <button
        type="submit"
        aria-label=${words.send}
        ?disabled=${tooLong || this.text.trim() === ""}
      >
        ${sendIcon}<span>${words.send}</span>
      </button>
      <p id="count" class=${tooLong ? "count over" : "count"} role="status">
        ${tooLong ? words.tooLong(-left) : counted ? words.left(left) : nothing}
      </p>
    </form>`;
  }

  override updated(): void {
    const { field } = this;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }

  private take(): void {
    this.text = this.field.value;
    ofTab.set("draft", this.text);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey) return;
    if (event.isComposing || event.keyCode === KEY_OF_INPUT_METHOD) return;
    this.submit(event);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const text = this.text.trim();
    if (text === "" || byteLength(text) > TEXT_LIMIT_BYTES) return;
    this.text = "";
    ofTab.remove("draft");
    this.dispatchEvent(new CustomEvent("say", { detail: text }));
    this.focus();
  }

  static override styles = composerStyles;
}
