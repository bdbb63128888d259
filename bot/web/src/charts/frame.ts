import { html, type TemplateResult } from "lit";

/** Sizes of one drawing, in the units of its viewBox. */
export interface Space {
  width: number;
  /** Width of one em of the chart's text. */
  em: number;
}

let drawn = 0;

/** An SVG that says what it shows: a title and the figures as its description. */
export function frame(
  space: Space,
  height: number,
  about: { title: string; description: string },
  content: TemplateResult | TemplateResult[],
): TemplateResult {
  const id = `chart-${++drawn}`;
  return html`<svg
    class="chart"
    viewBox="0 0 ${space.width} ${height}"
    role="img"
    aria-labelledby="${id}-title ${id}-figures"
  >
    <title id="${id}-title">${about.title}</title>
    <desc id="${id}-figures">${about.description}</desc>
    ${content}
  </svg>`;
}
