import type { CardItem } from "../chat/wire";

/** A decimal string as a number to draw with; what cannot be read is drawn as nothing. */
export function toDraw(value: string): number {
  const number = Number(value);
  return Number.isFinite(number) ? number : 0;
}

/** A decimal string for reading: thousands parted, a real minus; its digits stay as they are. */
export function readable(value: string, signed = false): string {
  const match = /^([+-]?)(\d+)(\.\d+)?$/.exec(value.trim());
  if (!match) return value;
  const [, sign = "", whole = "", rest = ""] = match;
  const parted = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const isZero = !/[1-9]/.test(whole + rest);
  if (sign === "-" && !isZero) return `\u2212${parted}${rest}`;
  return signed && !isZero ? `+${parted}${rest}` : parted + rest;
}

/** Room a text takes in a chart, in ems: Chinese letters fill one, others about half. */
export function ems(text: string): number {
  let width = 0;
  for (const letter of text) width += letter.charCodeAt(0) > 0x2e7f ? 1 : 0.58;
  return width;
}

/** As much of a text as fits into `room` ems. */
export function fit(text: string, room: number): string {
  if (ems(text) <= room) return text;
  let kept = "";
  for (const letter of text) {
    if (ems(kept + letter) > room - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}

/** A round step such as 20 or 500 that parts `span` into at most `parts`. */
export function roundStep(span: number, parts: number): number {
  if (!(span > 0)) return 1;
  const raw = span / parts;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw * 0.999) ?? 10;
  return step * power;
}

/** Round axis marks from below the smallest to above the largest value. */
export function axisMarks(low: number, high: number, parts = 4): number[] {
  const step = roundStep(high - low, parts);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const marks = [];
  for (let count = first; count <= last; count++) marks.push(Number((count * step).toPrecision(12)));
  return marks;
}

/** The figures in one sentence, for those who hear the chart. */
export function spoken(items: CardItem[], unit: string, signedChanges: boolean): string {
  return items
    .map((item) => {
      const signed = signedChanges && item.role === "change";
      const note = item.note ? `（${item.note}）` : "";
      return `${item.label} ${readable(item.value, signed)} ${unit}${note}`;
    })
    .join("；");
}
