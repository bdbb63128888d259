import { css } from "lit";

export const composerStyles = css`
  :host {
    display: block;
    font-size: calc(16 * var(--u));
  }
  form {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 calc(8 * var(--u));
    align-items: end;
    margin: 0;
  }
  textarea {
    box-sizing: border-box;
    width: 100%;
    min-height: calc(46 * var(--u));
    max-height: calc(132 * var(--u));
    margin: 0;
    padding: calc(10 * var(--u)) calc(14 * var(--u));
    border: 1px solid #7d9492;
    border-radius: calc(14 * var(--u));
    background: #fff;
    color: #16302f;
    font: inherit;
    line-height: 1.5;
    resize: none;
    overflow-y: auto;
  }
  textarea::placeholder {
    color: #5c6f70;
    opacity: 1;
  }
  textarea:focus {
    border-color: #0b5d66;
    outline: 2px solid #0b5d66;
    outline-offset: -1px;
  }
  textarea[aria-invalid="true"] {
    border-color: #b3261e;
  }
  button {
    display: inline-flex;
    align-items: center;
    gap: calc(5 * var(--u));
    min-height: calc(46 * var(--u));
    padding: 0 calc(16 * var(--u)) 0 calc(13 * var(--u));
    border: 0;
    border-radius: calc(14 * var(--u));
    background: #0b5d66;
    color: #fff;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  button svg {
    width: calc(18 * var(--u));
    height: calc(18 * var(--u));
  }
  button:hover {
    background: #084850;
  }
  button:disabled {
    background: #dfe7e5;
    color: #56686a;
    cursor: default;
  }
  button:focus-visible {
    outline: 3px solid #e8930c;
    outline-offset: 2px;
  }
  .count {
    grid-column: 1 / -1;
    margin: calc(4 * var(--u)) calc(4 * var(--u)) 0;
    font-size: calc(13 * var(--u));
    color: #55676a;
  }
  .count:empty {
    display: none;
  }
  .over {
    color: #b3261e;
    font-weight: 600;
  }
`;
