import { noteInChinese, rank } from "./notes";

/** What `GET /demo/customers` tells of one account. */
interface Customer {
  account_no: string;
  name: string;
  id_last4: string;
  phone: string;
  address: string;
  notes: string[];
}

interface Sms {
  text: string;
  at: string;
}

const SHOWN_AT_FIRST = 6;
const ASK_EVERY_MS = 3_000;
const CODE = /\b\d{6}\b/;

let customers: Customer[] = [];
let shown = SHOWN_AT_FIRST;
let watched: Customer | null = null;

/** Show who lives in the demo town; nothing happens where there is none. */
export async function showDemoTown(): Promise<void> {
  const response = await fetch("/demo/customers").catch(() => null);
  if (!response?.ok) return;
  const everyone = (await response.json()) as Customer[];
  everyone.sort((a, b) => rank(a.notes) - rank(b.notes));
  customers = everyone.map((one) => ({
    ...one,
    notes: one.notes.map(noteInChinese).filter((note) => note !== ""),
  }));
  for (const part of document.querySelectorAll<HTMLElement>("[data-demo]")) part.hidden = false;
  filter().addEventListener("input", () => {
    shown = SHOWN_AT_FIRST;
    list();
  });
  by("more").addEventListener("click", () => {
    shown += SHOWN_AT_FIRST;
    list();
  });
  list();
  setInterval(() => void readPhone(), ASK_EVERY_MS);
}

function list(): void {
  const wanted = filter().value.trim();
  const found = customers.filter((one) =>
    [one.name, one.account_no, one.address, ...one.notes].some((text) => text.includes(wanted)),
  );
  by("customers").replaceChildren(...found.slice(0, shown).map(person));
  by("more").hidden = found.length <= shown;
}

function person(one: Customer): HTMLElement {
  const row = make("li", "person");
  const who = make("div", "who");
  who.append(make("b", "", one.name), make("span", "address", one.address), tags(one.notes));
  const buttons = make("div", "give");
  buttons.append(
    give(`户号 ${one.account_no}`, `把${one.name}的户号填进对话`, one.account_no, one),
    give(`身份证后四位 ${one.id_last4}`, `把${one.name}的身份证后四位填进对话`, one.id_last4, one),
    phoneButton(one),
  );
  row.append(who, buttons);
  return row;
}

function tags(notes: string[]): HTMLElement {
  const list = make("span", "tags");
  list.append(...notes.slice(0, 3).map((note) => make("span", "tag", note)));
  return list;
}

function give(text: string, label: string, value: string, one: Customer): HTMLElement {
  const button = make("button", "", text) as HTMLButtonElement;
  button.type = "button";
  button.dataset.customer = one.account_no;
  button.setAttribute("aria-label", `${text}，${label}`);
  button.addEventListener("click", () => {
    watch(one);
    window.Xiaowa?.insert(value);
  });
  return button;
}

function phoneButton(one: Customer): HTMLElement {
  const button = make("button", "", "看手机短信") as HTMLButtonElement;
  button.type = "button";
  button.setAttribute("aria-label", `看手机短信，${one.name}`);
  button.addEventListener("click", () => watch(one));
  return button;
}

function watch(one: Customer): void {
  watched = one;
  by("phone-title").textContent = `${one.name}的手机`;
  by("messages").dataset.newest = "";
  by("messages").replaceChildren(make("li", "empty", "还没有短信。验证码会出现在这里。"));
  void readPhone();
}

async function readPhone(): Promise<void> {
  if (!watched || document.hidden) return;
  const { phone } = watched;
  const response = await fetch(`/demo/sms?phone=${encodeURIComponent(phone)}`).catch(() => null);
  if (!response?.ok || watched.phone !== phone) return;
  const inbox = (await response.json()) as Sms[];
  const known = by("messages").dataset.newest;
  const newest = inbox[0] ? `${phone} ${inbox[0].at}` : "";
  if (newest === "" || newest === known) return;
  by("messages").dataset.newest = newest;
  by("messages").replaceChildren(...inbox.slice(0, 4).map(message));
}

function message(sms: Sms): HTMLElement {
  const row = make("li", "sms");
  row.append(make("p", "", sms.text), make("time", "", new Date(sms.at).toLocaleTimeString("zh-CN")));
  const code = CODE.exec(sms.text)?.[0];
  if (code) {
    const button = make("button", "", `填入验证码 ${code}`) as HTMLButtonElement;
    button.type = "button";
    button.addEventListener("click", () => window.Xiaowa?.insert(code));
    row.append(button);
  }
  return row;
}

function make(tag: string, name = "", text = ""): HTMLElement {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}

function by(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

function filter(): HTMLInputElement {
  return by("filter") as HTMLInputElement;
}
