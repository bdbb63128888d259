import { html, svg, type TemplateResult } from "lit";

function icon(path: TemplateResult): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${path}</svg>`;
}

const stroke = (d: string) =>
  svg`<path d=${d} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>`;

/** A roof tile (瓦) with a spark of watt (瓦) under it. */
export const mark = html`<svg viewBox="0 0 40 40" aria-hidden="true" focusable="false">
  <path
    d="M5.5 19.2 18 9.1a3.2 3.2 0 0 1 4 0l12.5 10.1"
    fill="none"
    stroke="currentColor"
    stroke-width="3.4"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
  <path class="spark" d="M21.8 15.6 14.6 25h4.6l-1.6 7.4 7.8-10h-4.9z" />
</svg>`;

export const closeIcon = icon(stroke("M6 6l12 12M18 6L6 18"));
export const sendIcon = icon(stroke("M12 19V5M5.5 11.5 12 5l6.5 6.5"));
export const downIcon = icon(stroke("M12 5v14M5.5 12.5 12 19l6.5-6.5"));
export const tickIcon = icon(stroke("M5 12.5 10 17.5 19.5 7"));
export const personIcon = icon(
  stroke("M12 12.2a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.8-3.8 3.8-5.8 7.5-5.8s6.7 2 7.5 5.8"),
);
