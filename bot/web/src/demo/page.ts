import "./page.css";
import { showDemoTown } from "./town";

for (const element of document.querySelectorAll<HTMLElement>("[data-ask]")) {
  element.addEventListener("click", () => window.Xiaowa?.ask(element.dataset.ask ?? ""));
}

// The open conversation covers the right of a wide page: leave it the room.
const makeRoom = (event: Event) => {
  const open = (event as CustomEvent<boolean | { open: boolean }>).detail;
  document.body.classList.toggle("beside", typeof open === "object" ? open.open : open);
};
document.addEventListener("xiaowa-ready", makeRoom);
document.addEventListener("xiaowa-toggle", makeRoom);
if (document.querySelector("xiaowa-chat[open]")) document.body.classList.add("beside");

void showDemoTown();
