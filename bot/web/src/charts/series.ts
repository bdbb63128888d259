import { svg, type TemplateResult } from "lit";
import type { CardItem } from "../chat/wire";
import { axisMarks, ems, readable, toDraw } from "./figures";
import type { Space } from "./frame";

const MONTH = /^(\d{4}) ?年 ?(\d{1,2}) ?月$/;

interface Drawing {
  content: TemplateResult[];
  height: number;
}

/** Upright bars for many short labels, such as the months of a year. */
export function columns(items: CardItem[], space: Space): Drawing {
  const plot = plotOf(items, space, true);
  const slot = plot.right - plot.left;
  const width = (slot / items.length) * 0.66;
  const bars = items.map((item, index) => {
    const value = toDraw(item.value);
    const top = plot.y(Math.max(value, 0));
    const height = Math.abs(plot.y(value) - plot.y(0));
    return svg`<rect class=${item.emphasis ? "bar strong" : "bar"} x=${plot.x(index) - width / 2} y=${top}
      width=${width} height=${Math.max(height, 1)} rx=${Math.min(3, width / 4)}></rect>`;
  });
  return { content: [...plot.axis, ...bars, ...callouts(items, plot, space)], height: plot.height };
}

/** A line through equally spaced points. */
export function line(items: CardItem[], space: Space): Drawing {
  const plot = plotOf(items, space, false);
  const points = items.map((item, index) => ({ x: plot.x(index), y: plot.y(toDraw(item.value)), item }));
  const path = points.map((point, index) => `${index ? "L" : "M"}${point.x} ${point.y}`).join("");
  const first = points[0];
  const last = points[points.length - 1];
  const area =
    first && last ? `${path}L${last.x} ${plot.floor}L${first.x} ${plot.floor}Z` : "";
  const dots = points
    .filter((point) => items.length <= 14 || point.item.emphasis)
    .map(
      (point) => svg`<circle class=${point.item.emphasis ? "dot strong" : "dot"} cx=${point.x} cy=${point.y}
        r=${space.em * (point.item.emphasis ? 0.36 : 0.24)}></circle>`,
    );
  const shape = svg`<path class="area" d=${area}></path><path class="line" d=${path}></path>`;
  return {
    content: [...plot.axis, shape, ...dots, ...callouts(items, plot, space)],
    height: plot.height,
  };
}

interface Plot {
  left: number;
  right: number;
  floor: number;
  height: number;
  x: (index: number) => number;
  y: (value: number) => number;
  axis: TemplateResult[];
}

function plotOf(items: CardItem[], { width, em }: Space, fromZero: boolean): Plot {
  const values = items.map((item) => toDraw(item.value));
  const low = Math.min(...values);
  const high = Math.max(...values);
  const near = !fromZero && low > (high - low) * 1.5;
  const marks = axisMarks(near ? low : Math.min(0, low), Math.max(0, high));
  const bottom = marks[0] ?? 0;
  const top = marks[marks.length - 1] ?? 1;
  const markTexts = marks.map((mark) => readable(String(mark)));
  const left = Math.max(...markTexts.map(ems)) * em * 0.86 + em * 0.6;
  const height = em * 13;
  const ceiling = em * 1.5;
  const floor = height - em * 1.7;
  const step = (width - left) / items.length;
  const x = (index: number) => left + step * (index + 0.5);
  const y = (value: number) => floor - ((value - bottom) / (top - bottom || 1)) * (floor - ceiling);
  const axis = marks.map(
    (mark, index) => svg`<line class=${mark === 0 ? "zero" : "grid"} x1=${left} x2=${width} y1=${y(mark)} y2=${y(mark)}></line>
      <text class="mark end" x=${left - em * 0.5} y=${y(mark) + em * 0.3}>${markTexts[index]}</text>`,
  );
  const texts = axisLabels(items);
  const every = labelEvery(texts, step, em);
  const labels = texts.map((text, index) =>
    (texts.length - 1 - index) % every
      ? svg``
      : svg`<text class="mark middle" x=${Math.min(x(index), width - half(text, em))}
          y=${height - em * 0.4}>${text}</text>`,
  );
  return { left, right: width, floor, height, x, y, axis: [...axis, ...labels] };
}

function half(label: string, em: number): number {
  return (ems(label) * em * 0.86) / 2;
}

/** Months without their year where that is clear, in short where there are many. */
function axisLabels(items: CardItem[]): string[] {
  return items.map(({ label }) => {
    const [, year, month] = MONTH.exec(label) ?? [];
    if (!year || !month) return label;
    return items.length > 12 ? `${year.slice(2)}/${month}` : `${month}月`;
  });
}

/** Show each label, or only every second, third … so that none overlaps its neighbour. */
function labelEvery(texts: string[], step: number, em: number): number {
  const widest = Math.max(...texts.map(ems)) * em * 0.86 + em * 0.9;
  return Math.max(1, Math.ceil(widest / step));
}

/** Figures written out: the emphasised ones, or else the largest. */
function callouts(items: CardItem[], plot: Plot, { width, em }: Space): TemplateResult[] {
  const values = items.map((item) => toDraw(item.value));
  const highest = values.indexOf(Math.max(...values));
  const marked = items.some((item) => item.emphasis);
  return items.map((item, index) => {
    if (marked ? !item.emphasis : index !== highest) return svg``;
    const text = readable(item.value);
    const half = (ems(text) * em) / 2;
    const x = Math.min(Math.max(plot.x(index), plot.left + half), width - half);
    return svg`<text class="callout middle" x=${x} y=${plot.y(Math.max(values[index] ?? 0, 0)) - em * 0.5}>${text}</text>`;
  });
}
