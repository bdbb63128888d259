import { svg, type TemplateResult } from "lit";
import type { CardItem } from "../chat/wire";
import { ems, fit, readable, toDraw } from "./figures";
import type { Space } from "./frame";

/** Room below which a note is left to the table. */
const SHORTEST_NOTE_EMS = 4;

/** One horizontal bar with its words above: label to the left, figure to the right. */
interface Row {
  item: CardItem;
  from: number;
  to: number;
  look: string;
  signed: boolean;
}

interface Drawing {
  content: TemplateResult[];
  height: number;
  /** Whether the bars' left end stands for more than zero. */
  shortened: boolean;
}

/** Horizontal bars from zero; room for long labels on a narrow screen. */
export function barRows(items: CardItem[], space: Space): Drawing {
  const rows = items.map((item) => ({
    item,
    from: 0,
    to: toDraw(item.value),
    look: item.emphasis ? "bar strong" : "bar",
    signed: false,
  }));
  return draw(rows, space, 0);
}

/** From the first bill to the last, each change hanging where the one before ended. */
export function waterfallRows(items: CardItem[], space: Space): Drawing {
  let level = 0;
  const rows = items.map((item, index): Row => {
    const value = toDraw(item.value);
    const role = item.role ?? (index === 0 ? "start" : index === items.length - 1 ? "end" : "change");
    if (role !== "change") {
      level = value;
      return { item, from: 0, to: value, look: `bar ${role}`, signed: false };
    }
    const from = level;
    level += value;
    const look = value > 0 ? "bar up" : value < 0 ? "bar down" : "bar";
    return { item, from, to: level, look, signed: true };
  });
  return draw(rows, space, floorOf(rows));
}

/** Where the axis starts: above zero when the changes would be too small to see. */
function floorOf(rows: Row[]): number {
  const levels = rows.map((row) => row.to);
  const low = Math.min(...levels);
  const spread = Math.max(...levels) - low;
  if (low <= 0 || spread <= 0 || spread > low * 0.6) return 0;
  return Math.max(0, low - spread * 0.6);
}

function draw(rows: Row[], space: Space, floor: number): Drawing {
  const { width, em } = space;
  const ends = rows
    .map((row) => [Math.max(row.from, floor), row.to, ...spanOf(row.item)])
    .reduce((a, b) => a.concat(b), []);
  const low = Math.min(floor, ...ends);
  const high = Math.max(floor, ...ends);
  const x = (value: number) => ((value - low) / (high - low || 1)) * width;
  const rowHeight = em * 2.75;
  const content = rows.map((row, index) => {
    const top = index * rowHeight;
    const next = rows[index + 1];
    return svg`${next && (next.signed || row.signed)
      ? hanger(x(row.to), top + em * 2.3, rowHeight - em * 0.8)
      : null}
      ${bar(row, top + em * 1.5, x, floor, em)} ${span(row, top + em * 1.5, x, em)}`;
  });
  const lettering = rows.map((row, index) => words(row, index * rowHeight, space));
  return { content: [...content, ...lettering], height: rows.length * rowHeight - em * 0.3, shortened: floor > 0 };
}

function words(row: Row, top: number, { width, em }: Space): TemplateResult {
  const sign = row.look === "bar up" ? "▲ " : row.look === "bar down" ? "▼ " : "";
  const figure = sign + readable(row.item.value, row.signed);
  const strong = row.item.emphasis || row.look === "bar end" || row.look === "bar start";
  const label = fit(row.item.label, width / em - ems(figure) - 1);
  const tone = row.look.replace("bar", "").trim();
  const noteRoom = width / em - ems(figure) - ems(label) - 2;
  const note = row.item.note && noteRoom >= SHORTEST_NOTE_EMS ? fit(row.item.note, noteRoom / 0.86) : "";
  return svg`<text class=${strong ? "label strong" : "label"} x="0" y=${top + em * 1.05}>${label}<tspan
        class="mark" dx=${em * 0.6}>${note}</tspan></text>
    <text class="figure ${strong ? "strong" : ""} ${tone}" x=${width} y=${top + em * 1.05}>${figure}</text>`;
}

function bar(row: Row, top: number, x: (value: number) => number, floor: number, em: number) {
  const left = x(Math.max(Math.min(row.from, row.to), Math.min(floor, row.to)));
  const right = x(Math.max(row.from, row.to));
  const broken = floor > 0 && !row.signed;
  return svg`<rect class=${row.look} x=${left} y=${top} width=${Math.max(right - left, 2)}
      height=${em * 0.8} rx=${em * 0.2}></rect>
    ${broken ? tear(left + em * 1.1, top, em) : null}`;
}

/** The two ends of what a foreseen value may be; nothing for a value that is known. */
function spanOf({ low, high }: CardItem): number[] {
  return low === undefined || high === undefined ? [] : [toDraw(low), toDraw(high)];
}

/** A line from one end to the other with a stroke at each, over the bar. */
function span(row: Row, top: number, x: (value: number) => number, em: number) {
  const [low, high] = spanOf(row.item);
  if (low === undefined || high === undefined) return null;
  const middle = top + em * 0.4;
  const stroke = (at: number) => `M${x(at)} ${top + em * 0.1}V${top + em * 0.7}`;
  return svg`<path class="span" d="M${x(low)} ${middle}H${x(high)}${stroke(low)}${stroke(high)}"></path>`;
}

/** The mark of a bar that is longer than drawn. */
function tear(x: number, top: number, em: number): TemplateResult {
  const lean = em * 0.3;
  const low = top + em * 0.9;
  return svg`<path class="tear" d="M${x + lean} ${top - em * 0.1}L${x} ${low}M${x + lean + em * 0.4} ${top - em * 0.1}L${x + em * 0.4} ${low}"></path>`;
}

function hanger(x: number, top: number, length: number): TemplateResult {
  return svg`<line class="hanger" x1=${x} x2=${x} y1=${top} y2=${top + length}></line>`;
}
