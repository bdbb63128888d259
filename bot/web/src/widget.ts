import "./charts/card";
import "./widget/composer";
import "./widget/panel";
import "./widget/launcher";
import type { Launcher } from "./widget/launcher";

declare global {
  interface Window {
    /** What a page may do with the conversation once the script has loaded. */
    Xiaowa?: { open(): void; close(): void; ask(text: string): void; insert(text: string): void };
  }
}

/**
 * `<script src="…/widget.js" defer></script>` puts the button into the corner;
 * `data-open` opens it at once on a wide screen; `data-inline="#selector"` fills that element.
 */
function embed(script: HTMLScriptElement): void {
  const chat = document.createElement("xiaowa-chat") as Launcher;
  const place = script.dataset.inline ? document.querySelector(script.dataset.inline) : null;
  chat.base = new URL(".", script.src);
  chat.inline = place !== null;
  chat.open = "open" in script.dataset && matchMedia("(min-width: 1000px)").matches;
  (place ?? document.body).append(chat);
  window.Xiaowa = {
    open: () => void chat.show(),
    close: () => void chat.hide(),
    ask: (text) => void chat.ask(text),
    insert: (text) => void chat.insert(text),
  };
  document.dispatchEvent(new CustomEvent("xiaowa-ready", { detail: { open: chat.open } }));
}

const script = document.currentScript as HTMLScriptElement | null;
if (script && !window.Xiaowa) {
  if (document.body) embed(script);
  else document.addEventListener("DOMContentLoaded", () => embed(script));
}
