import { html, type TemplateResult } from "lit";

const LINK = /https?:\/\/[^\s<>"'，。；！？、（）《》「」]+/g;

const BEFORE_UNIT = /(\d) (?=[\u4e00-\u9fff%])/g;

/** Text as text; only plain web addresses become links. Nothing is ever parsed as HTML. */
export function linkedText(text: string): Array<string | TemplateResult> {
  const parts: Array<string | TemplateResult> = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const address = match[0].replace(/[.,;:!?)]+$/, "");
    const start = match.index;
    parts.push(whole(text.slice(from, start)));
    parts.push(
      html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow">${address}</a>`,
    );
    from = start + address.length;
  }
  parts.push(whole(text.slice(from)));
  return parts;
}

/** Keep a figure and its unit on one line. */
function whole(text: string): string {
  return text.replace(BEFORE_UNIT, "$1\u00a0");
}

/** The address of a picture the server sent, or null when it is not one to load. */
export function safeImage(address: string, base: string): string | null {
  try {
    const url = new URL(address, base);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}
