import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Card, CardItem } from "../chat/wire";
import { words } from "../widget/words";
import { cardStyles } from "./card-styles";
import { ems, readable, spoken } from "./figures";
import { frame, type Space } from "./frame";
import { barRows, waterfallRows } from "./rows";
import { columns, line } from "./series";

const ROWS_UP_TO = 6;
const SHORT_LABEL_EMS = 7;

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
    if (card.kind === "lines") return this.lines(card);
    const { drawing, shortened } = this.draw(card);
    return html`<figure>
      ${this.caption(card)} ${drawing} ${this.total(card)}
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

  /** The lines of a bill: figures one below the other, the arithmetic under each. */
  private lines(card: Card): TemplateResult {
    const row = (item: CardItem) => html`<tr class=${item.emphasis ? "strong" : ""}>
      <th scope="row">${item.label}${item.note ? html`<small>${item.note}</small>` : nothing}</th>
      <td>${readable(item.value)}</td>
    </tr>`;
    return html`<figure>
      ${this.caption(card)}
      <table class="lines" aria-label=${card.title}>
        <tbody>
          ${card.items.map(row)}
        </tbody>
      </table>
      ${this.total(card)} ${card.footnote ? html`<p class="foot">${card.footnote}</p>` : nothing}
    </figure>`;
  }

  private caption(card: Card): TemplateResult {
    return html`<figcaption>
      <span class="title">${card.title}</span>
      <span class="unit">单位：${card.unit}</span>
    </figcaption>`;
  }

  private total(card: Card): TemplateResult | typeof nothing {
    if (!card.total) return nothing;
    return html`<p class="total">
      <span>${card.total.label}</span>
      <strong>${readable(card.total.value)}<small> ${card.unit}</small></strong>
    </p>`;
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
      title: `${card.title}（${chartName(card.kind)}）`,
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

  static override styles = cardStyles;
}

function chartName(kind: Card["kind"]): string {
  return kind === "lines" ? "" : words.chartOf[kind];
}

function chartOf(card: Card, space: Space) {
  if (card.kind === "waterfall") return waterfallRows(card.items, space);
  if (card.kind === "trend") return { ...line(card.items, space), shortened: false };
  const roomy = card.items.every((item) => ems(item.label) <= SHORT_LABEL_EMS);
  if (card.items.length > ROWS_UP_TO && roomy) {
    return { ...columns(card.items, space), shortened: false };
  }
  return barRows(card.items, space);
}
