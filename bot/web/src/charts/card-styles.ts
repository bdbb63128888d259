import { css } from "lit";

export const cardStyles = css`
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
  .span {
    fill: none;
    stroke: #c2541b;
    stroke-width: 2;
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
  table.lines td {
    padding-right: 0;
  }
  .lines {
    margin: 0;
  }
  .lines th small {
    display: block;
    font-size: calc(13 * var(--u));
    color: #55676a;
  }
  .lines .strong th,
  .lines .strong td {
    font-weight: 650;
  }
  .foot {
    margin: calc(4 * var(--u)) 0;
  }
  [hidden] {
    display: none;
  }
`;
