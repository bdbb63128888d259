import { html, nothing, type TemplateResult } from "lit";
import type { Pending } from "../chat/outbox";
import type { Button, Entry, Speaker } from "../chat/wire";
import { mark, personIcon, tickIcon } from "./icons";
import { linkedText, safeImage } from "./linked-text";
import { timeOfDay } from "./moments";
import { words } from "./words";

/** How one entry of the log stands among its neighbours. */
export interface Place {
  /** The first of several in a row by the same speaker. */
  opens: boolean;
  /** The last of them. */
  closes: boolean;
  /** Its quick replies may still be tapped. */
  current: boolean;
  /** What the customer said next: marks the quick reply that was chosen. */
  answer: string | null;
}

/** Something said and in the log. */
export function said(
  entry: Entry,
  place: Place,
  base: string,
  tap: (button: Button) => void,
): TemplateResult {
  const image = entry.image === null ? null : safeImage(entry.image, base);
  return html`<div class="turn ${entry.speaker} ${place.opens ? "opens" : ""}" data-seq=${entry.seq}>
    ${place.opens ? whoSpeaks(entry.speaker) : nothing}
    ${entry.text ? html`<p class="bubble">${linkedText(entry.text)}</p>` : nothing}
    ${image ? html`<img class="picture" src=${image} alt=${words.imageAlt} loading="lazy" />` : nothing}
    ${entry.card ? html`<xiaowa-card .card=${entry.card}></xiaowa-card>` : nothing}
    ${entry.buttons.length ? quickReplies(entry.buttons, place, tap) : nothing}
    ${place.closes && entry.speaker !== "system" ? stamp(entry) : nothing}
  </div>`;
}

/** Something the customer said that the server has not acknowledged. */
export function pending(
  item: Pending,
  opens: boolean,
  online: boolean,
  act: { retry: () => void; discard: () => void },
): TemplateResult {
  const state = item.refusal ? "failed" : online ? "sending" : "waiting";
  return html`<div class="turn customer pending ${opens ? "opens" : ""}" data-cid=${item.cid}>
    ${opens ? whoSpeaks("customer") : nothing}
    <p class="bubble">${linkedText(item.text)}</p>
    <p class="stamp ${state}">
      ${item.refusal
        ? html`<span>${words.failed}：${item.refusal}</span>
            <button type="button" @click=${act.retry}>${words.retry}</button>
            <button type="button" @click=${act.discard}>${words.discard}</button>`
        : html`<span class="ring" aria-hidden="true"></span>${words[state as "sending" | "waiting"]}`}
    </p>
  </div>`;
}

/** Three dots while the other side is writing. */
export function typingDots(): TemplateResult {
  return html`<div class="turn bot opens typing">
    ${whoSpeaks("bot")}
    <p class="bubble" role="img" aria-label=${words.typing}><i></i><i></i><i></i></p>
  </div>`;
}

/** The first words, said by the widget itself before anything is in the log. */
export function welcome(examples: boolean, ask: (text: string) => void): TemplateResult {
  return html`<div class="turn bot opens welcome">
    ${whoSpeaks("bot")}
    <p class="bubble">${words.welcome}</p>
    ${examples
      ? html`<p class="hint" id="examples">${words.welcomeHint}</p>
          <div class="choices" role="group" aria-labelledby="examples">
            ${words.examples.map(
              (text) => html`<button type="button" @click=${() => ask(text)}>${text}</button>`,
            )}
          </div>`
      : nothing}
  </div>`;
}

function whoSpeaks(speaker: Speaker): TemplateResult {
  const face = speaker === "bot" ? mark : speaker === "agent" ? personIcon : nothing;
  return html`<p class="who">
    ${face === nothing ? nothing : html`<span class="face">${face}</span>`}
    <span>${words.speakers[speaker] ?? speaker}</span>
  </p>`;
}

function stamp(entry: Entry): TemplateResult {
  const at = new Date(entry.at);
  const time = Number.isNaN(at.getTime()) ? "" : timeOfDay(at);
  return html`<p class="stamp">
    ${entry.speaker === "customer" ? html`${tickIcon}${words.delivered} · ` : nothing}<time
      datetime=${entry.at}
      >${time}</time
    >
  </p>`;
}

function quickReplies(buttons: Button[], place: Place, tap: (button: Button) => void) {
  return html`<div class="choices" role="group" aria-label=${words.quickReplies}>
    ${buttons.map((button) => {
      const chosen = !place.current && place.answer === button.title;
      return html`<button
        type="button"
        class=${chosen ? "chosen" : ""}
        ?disabled=${!place.current}
        @click=${() => tap(button)}
      >
        ${chosen ? tickIcon : nothing}${button.title}
      </button>`;
    })}
  </div>`;
}
