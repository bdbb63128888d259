import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Card, CardItem } from "../chat/wire";
import { words } from "../widget/words";
import { ems, readable, spoken } from "./figures";
import { frame, type Space } from "./frame";
import { barRows, waterfallRows } from "./rows";
import { columns, line } from "./series";

const ROWS_UP_TO = 6;
const SHORT_LABEL_EMS = 5;

/** A chart with its total, its footnote and, on request, its figures as a table. */
@customElement("xiaowa-card")
export class CardElement extends LitElement {
  @property({ attribute: false }) card: Card | null = null;
  @state() private figuresShown = false;
  /** One unit of the drawing is one pixel, so that letters keep the size of the text. */
  @state() private space: Space = { width: 320, em: 14 };
  private readonly resized = new ResizeObserver(() => this.measure());

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  override render(): TemplateResult | typeof nothing {
    const card = this.card;
    if (!card || card.items.length === 0) return nothing;
    const { drawing, shortened } = this.draw(card);
    return html`<figure>
      <figcaption>
        <span class="title">${card.title}</span>
        <span class="unit">单位：${card.unit}</span>
      </figcaption>
      ${drawing}
      ${card.total
        ? html`<p class="total">
            <span>${card.total.label}</span>
            <strong>${readable(card.total.value)}<small> ${card.unit}</small></strong>
          </p>`
        : nothing}
      <button
        type="button"
        aria-expanded=${this.figuresShown}
        aria-controls="figures"
        @click=${() => (this.figuresShown = !this.figuresShown)}
      >
        ${this.figuresShown ? words.seeChart : words.seeFigures}
      </button>
      <div id="figures" ?hidden=${!this.figuresShown}>${this.table(card)}</div>
      ${shortened ? html`<p class="foot">${words.shortened}</p>` : nothing}
      ${card.footnote ? html`<p class="foot">${card.footnote}</p>` : nothing}
    </figure>`;
  }

  private measure(): void {
    const figure = this.renderRoot.querySelector("figure");
    if (!figure || figure.clientWidth === 0) return;
    const { paddingLeft, paddingRight } = getComputedStyle(figure);
    const width = Math.round(figure.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight));
    const em = parseFloat(getComputedStyle(this).fontSize);
    if (width !== this.space.width || em !== this.space.em) this.space = { width, em };
  }

  private draw(card: Card): { drawing: TemplateResult; shortened: boolean } {
    const { content, height, shortened } = chartOf(card, this.space);
    const total = card.total
      ? `。${card.total.label} ${readable(card.total.value)} ${card.unit}`
      : "";
    const about = {
      title: `${card.title}（${words.chartOf[card.kind] ?? ""}）`,
      description: spoken(card.items, card.unit, card.kind === "waterfall") + total,
    };
    return { drawing: frame(this.space, height, about, content), shortened };
  }

  private table(card: Card): TemplateResult {
    const notes = card.items.some((item) => item.note);
    const row = (item: CardItem) => html`<tr>
      <th scope="row">${item.label}</th>
      <td>${readable(item.value, item.role === "change")}</td>
      ${notes ? html`<td class="note">${item.note ?? ""}</td>` : nothing}
    </tr>`;
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${words.item}</th>
          <th scope="col" class="number">${card.unit}</th>
          ${notes ? html`<th scope="col">${words.note}</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${card.items.map(row)}
        ${card.total ? row({ label: card.total.label, value: card.total.value }) : nothing}
      </tbody>
    </table>`;
  }

  static override styles = css`
    :host {
      display: block;
      font-size: calc(14 * var(--u, 1px));
      line-height: 1.5;
      color: #16302f;
    }
    figure {
      margin: 0;
      padding: calc(14 * var(--u)) calc(14 * var(--u)) calc(10 * var(--u));
      background: #fff;
      border: 1px solid #d5e0dd;
      border-radius: calc(14 * var(--u));
    }
    figcaption {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 calc(12 * var(--u));
      align-items: baseline;
      margin-bottom: calc(10 * var(--u));
    }
    .title {
      font-size: calc(16 * var(--u));
      font-weight: 650;
    }
    .unit,
    .foot {
      font-size: calc(13 * var(--u));
      color: #55676a;
    }
    .chart {
      display: block;
      width: 100%;
      height: auto;
      font-size: 1em;
      font-variant-numeric: tabular-nums;
      fill: #16302f;
    }
    .chart text {
      paint-order: stroke;
      stroke: #fff;
      stroke-width: 4px;
      stroke-linejoin: round;
    }
    .strong {
      font-weight: 650;
    }
    .figure {
      text-anchor: end;
    }
    .middle {
      text-anchor: middle;
    }
    .end {
      text-anchor: end;
    }
    .mark {
      font-size: 0.86em;
      fill: #55676a;
    }
    .callout {
      font-weight: 650;
    }
    .bar {
      fill: #5f9ea0;
    }
    .bar.strong,
    .bar.start,
    .bar.end {
      fill: #0b5d66;
    }
    .bar.up {
      fill: #c2541b;
    }
    .bar.down {
      fill: #2f7d4f;
    }
    .figure.up {
      fill: #a84310;
    }
    .figure.down {
      fill: #226a40;
    }
    .tear {
      stroke: #fff;
      stroke-width: 2.5;
    }
    .hanger {
      stroke: #9fb2b1;
      stroke-dasharray: 2 3;
    }
    .grid {
      stroke: #e3eae8;
    }
    .zero {
      stroke: #8fa3a2;
    }
    .line {
      fill: none;
      stroke: #0b5d66;
      stroke-width: 2.2;
      stroke-linejoin: round;
    }
    .area {
      fill: #0b5d66;
      opacity: 0.08;
    }
    .dot {
      fill: #fff;
      stroke: #0b5d66;
      stroke-width: 2;
    }
    .dot.strong {
      fill: #c2541b;
      stroke: #fff;
    }
    .total {
      display: flex;
      justify-content: space-between;
      align-items: baseline;
      margin: calc(12 * var(--u)) 0 0;
      padding-top: calc(10 * var(--u));
      border-top: 1px solid #d5e0dd;
    }
    .total strong {
      font-size: calc(19 * var(--u));
      font-variant-numeric: tabular-nums;
    }
    .total small {
      font-size: calc(14 * var(--u));
      font-weight: 400;
    }
    button {
      min-height: calc(40 * var(--u));
      margin: calc(4 * var(--u)) 0 0;
      padding: 0;
      border: 0;
      background: none;
      font: inherit;
      color: #0b5d66;
      text-decoration: underline;
      text-underline-offset: 0.25em;
      cursor: pointer;
    }
    button:focus-visible {
      outline: 3px solid #e8930c;
      outline-offset: 2px;
      border-radius: 4px;
    }
    table {
      width: 100%;
      border-collapse: collapse;
      margin-bottom: calc(6 * var(--u));
    }
    th,
    td {
      padding: calc(6 * var(--u)) calc(6 * var(--u)) calc(6 * var(--u)) 0;
      border-top: 1px solid #e3eae8;
      text-align: left;
      font-weight: 400;
      vertical-align: top;
    }
    thead th {
      border-top: 0;
      color: #55676a;
    }
    td:nth-child(2),
    th.number {
      text-align: right;
      white-space: nowrap;
      font-variant-numeric: tabular-nums;
    }
    td.note {
      padding-left: calc(10 * var(--u));
      color: #55676a;
    }
    .foot {
      margin: calc(4 * var(--u)) 0;
    }
    [hidden] {
      display: none;
    }
  `;
}

function chartOf(card: Card, space: Space) {
  if (card.kind === "waterfall") return waterfallRows(card.items, space);
  if (card.kind === "lines") return { ...line(card.items, space), shortened: false };
  const roomy = card.items.every((item) => ems(item.label) <= SHORT_LABEL_EMS);
  if (card.items.length > ROWS_UP_TO && roomy) {
    return { ...columns(card.items, space), shortened: false };
  }
  return barRows(card.items, space);
}
