import { css } from "lit";

/** Colours: at least 4.5 : 1 for words, 3 : 1 for the borders of what can be operated. */
export const panelStyles = css`
  :host {
    --u: 1px;
    font: calc(16 * var(--u)) / 1.6 "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei",
      "Noto Sans CJK SC", sans-serif;
    color: #16302f;
    text-align: left;
    -webkit-text-size-adjust: 100%;
  }
  :host([large]) {
    --u: 1.3px;
  }
  :host([hidden]),
  [hidden] {
    display: none;
  }
  section {
    position: fixed;
    right: 20px;
    bottom: 20px;
    z-index: 2147483001;
    display: flex;
    flex-direction: column;
    width: 420px;
    height: var(--xiaowa-height, min(720px, calc(100vh - 40px)));
    box-sizing: border-box;
    overflow: hidden;
    border-radius: 20px;
    background: #f2f6f5;
    box-shadow:
      0 0 0 1px rgba(11, 93, 102, 0.16),
      0 20px 60px rgba(6, 40, 44, 0.28);
    outline: none;
  }
  :host([large]) section {
    width: 520px;
    height: var(--xiaowa-height, min(860px, calc(100vh - 40px)));
  }
  :host([inline]) section {
    position: relative;
    right: auto;
    bottom: auto;
    z-index: auto;
    width: 100%;
    height: 100%;
    box-shadow: 0 0 0 1px rgba(11, 93, 102, 0.16);
  }
  :host([modal]:not([inline])) section {
    top: 0;
    right: 0;
    bottom: auto;
    width: 100%;
    height: var(--visible-height, 100vh);
    border-radius: 0;
  }

  .head {
    display: flex;
    align-items: center;
    gap: 10px;
    flex: none;
    padding: 12px 12px 12px 16px;
    background: #0b5d66;
    background-image: linear-gradient(100deg, #0a4f58, #0e6e74);
    color: #fff;
  }
  .logo {
    flex: none;
    width: 42px;
    height: 42px;
    border-radius: 13px;
    background: rgba(255, 255, 255, 0.14);
  }
  .logo svg {
    display: block;
    width: 34px;
    height: 34px;
    margin: 4px;
  }
  .spark {
    fill: #ffc14d;
  }
  .names {
    flex: 1;
    min-width: 0;
  }
  h2 {
    margin: 0;
    font-size: calc(18 * var(--u));
    font-weight: 650;
    line-height: 1.3;
  }
  .names p {
    display: flex;
    align-items: center;
    gap: 6px;
    margin: 0;
    font-size: calc(13 * var(--u));
    line-height: 1.4;
    white-space: nowrap;
  }
  .what {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .dot {
    flex: none;
    width: 9px;
    height: 9px;
    border-radius: 50%;
    background: #ffd88a;
  }
  .dot.online {
    background: #7fe3a8;
  }
  .dot.offline {
    background: none;
    box-shadow: inset 0 0 0 2px #ffb4a8;
  }
  .head button {
    flex: none;
    min-width: 44px;
    min-height: 44px;
    padding: 0 12px;
    border: 1px solid rgba(255, 255, 255, 0.55);
    border-radius: 12px;
    background: none;
    color: #fff;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  .head button:hover {
    background: rgba(255, 255, 255, 0.14);
  }
  .head button[aria-pressed="true"] {
    background: #fff;
    color: #0a4f58;
  }
  .head .close {
    padding: 0;
    border-color: transparent;
  }
  .head .close svg {
    display: block;
    width: 24px;
    height: 24px;
    margin: auto;
  }

  .banner {
    flex: none;
  }
  .banner p {
    margin: 0;
    padding: 9px 16px;
    background: #fff3d6;
    border-bottom: 1px solid #ecd29a;
    color: #5c3d00;
    font-size: calc(14 * var(--u));
    line-height: 1.5;
  }
  .banner.offline p {
    animation: appear 0.2s 1s backwards;
  }
  @keyframes appear {
    from {
      opacity: 0;
      max-height: 0;
      padding-block: 0;
    }
  }

  .log {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: #a9bdbb transparent;
  }
  .log:focus-visible {
    outline: 3px solid #e8930c;
    outline-offset: -3px;
  }
  .turns {
    display: flex;
    flex-direction: column;
    padding: 16px;
  }
  .day {
    align-self: center;
    margin: 18px 0 4px;
    font-size: calc(13 * var(--u));
    color: #55676a;
  }
  .day span {
    padding: 3px 12px;
    border-radius: 12px;
    background: #e2ebe9;
  }

  .turn {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 6px;
    max-width: 100%;
    margin-top: 6px;
  }
  .turn.opens {
    margin-top: 16px;
  }
  .turns > .turn:first-child {
    margin-top: 0;
  }
  .customer {
    align-items: flex-end;
  }
  .system {
    align-items: center;
  }
  .who {
    display: flex;
    align-items: center;
    gap: 7px;
    margin: 0;
    font-size: calc(13 * var(--u));
    color: #48605f;
  }
  .face {
    width: calc(26 * var(--u));
    height: calc(26 * var(--u));
    border-radius: 9px;
    background: #0b5d66;
    color: #fff;
  }
  .agent .face {
    background: #8a4b08;
  }
  .face svg {
    display: block;
    width: 78%;
    height: 78%;
    margin: 11%;
  }
  .bubble {
    max-width: 92%;
    box-sizing: border-box;
    margin: 0;
    padding: calc(10 * var(--u)) calc(14 * var(--u));
    border-radius: 6px calc(16 * var(--u)) calc(16 * var(--u));
    background: #fff;
    border: 1px solid #d5e0dd;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
    font-variant-numeric: tabular-nums;
  }
  .customer .bubble {
    border-color: #0b5d66;
    border-radius: calc(16 * var(--u)) 6px calc(16 * var(--u)) calc(16 * var(--u));
    background: #0b5d66;
    color: #fff;
  }
  .customer.pending .bubble {
    background: #37757c;
    border-color: #37757c;
  }
  .agent .bubble {
    background: #fff7e8;
    border-color: #e8cf9f;
  }
  .system .bubble {
    max-width: 94%;
    padding: 6px 14px;
    border: 0;
    border-radius: 14px;
    background: #e2ebe9;
    color: #3d5352;
    font-size: calc(14 * var(--u));
    text-align: center;
  }
  .system .who,
  .customer .who {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .bubble a {
    color: #0b5d66;
    text-underline-offset: 0.2em;
  }
  .customer .bubble a {
    color: #fff;
  }
  .picture {
    max-width: 88%;
    max-height: 320px;
    border-radius: 14px;
    border: 1px solid #d5e0dd;
  }
  xiaowa-card {
    width: 100%;
  }
  .stamp {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    margin: 0 4px;
    font-size: calc(12.5 * var(--u));
    color: #55676a;
  }
  .customer .stamp {
    justify-content: flex-end;
  }
  .stamp svg {
    width: calc(14 * var(--u));
    height: calc(14 * var(--u));
    color: #2f7d4f;
  }
  .stamp.failed {
    color: #b3261e;
  }
  .stamp button {
    min-height: 36px;
    padding: 0 12px;
    border: 1px solid #7d9492;
    border-radius: 18px;
    background: #fff;
    color: #0b5d66;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  .ring {
    width: 10px;
    height: 10px;
    box-sizing: border-box;
    border: 2px solid #8fa3a2;
    border-top-color: #0b5d66;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  .waiting .ring {
    animation: none;
    border-top-color: #8fa3a2;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  .hint {
    margin: 6px 2px 0;
    font-size: calc(14 * var(--u));
    color: #48605f;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 2px;
  }
  .choices button {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-height: 44px;
    padding: calc(6 * var(--u)) calc(16 * var(--u));
    border: 1.5px solid #0b5d66;
    border-radius: calc(22 * var(--u));
    background: #fff;
    color: #0b5d66;
    font: inherit;
    line-height: 1.35;
    font-weight: 550;
    text-align: left;
    cursor: pointer;
  }
  .choices button:hover:enabled {
    background: #e1f0ef;
  }
  .choices button:disabled {
    border-color: #c3d0ce;
    background: none;
    color: #5c6f70;
    cursor: default;
  }
  .choices button.chosen {
    border-color: #0b5d66;
    background: #e1f0ef;
    color: #0a4f58;
  }
  .choices svg {
    width: calc(16 * var(--u));
    height: calc(16 * var(--u));
  }

  .typing .bubble {
    display: flex;
    gap: 5px;
    padding: calc(15 * var(--u)) calc(16 * var(--u));
  }
  .typing i {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: #0b5d66;
    animation: breathe 1.2s infinite ease-in-out;
  }
  .typing i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .typing i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes breathe {
    0%,
    60%,
    100% {
      opacity: 0.3;
      transform: none;
    }
    30% {
      opacity: 1;
      transform: translateY(-3px);
    }
  }

  .earlier {
    align-self: center;
    min-height: 40px;
    padding: 0 16px;
    border: 1px solid #7d9492;
    border-radius: 20px;
    background: #fff;
    color: #0a4f58;
    font: inherit;
    font-size: calc(14 * var(--u));
    cursor: pointer;
  }
  .below {
    align-self: center;
    display: inline-flex;
    align-items: center;
    gap: 5px;
    height: 40px;
    margin: -48px 0 8px;
    padding: 0 16px 0 12px;
    z-index: 1;
    border: 0;
    border-radius: 20px;
    background: #16302f;
    color: #fff;
    font: inherit;
    font-size: calc(14 * var(--u));
    cursor: pointer;
    box-shadow: 0 4px 14px rgba(6, 40, 44, 0.3);
  }
  .below svg {
    width: 16px;
    height: 16px;
  }

  .foot {
    flex: none;
    padding: 10px 12px max(12px, env(safe-area-inset-bottom));
    background: #fff;
    border-top: 1px solid #d5e0dd;
  }
  .shortcuts {
    display: flex;
    gap: 8px;
    margin: 0 -12px 10px;
    padding: 2px 12px;
    overflow-x: auto;
    scrollbar-width: none;
  }
  .shortcuts button {
    flex: none;
    min-height: calc(36 * var(--u));
    padding: 0 calc(13 * var(--u));
    border: 1px solid #9fb5b3;
    border-radius: calc(18 * var(--u));
    background: #f2f6f5;
    color: #0a4f58;
    font: inherit;
    font-size: calc(14 * var(--u));
    white-space: nowrap;
    cursor: pointer;
  }
  .shortcuts button:hover {
    background: #e1f0ef;
  }
  button:focus-visible {
    outline: 3px solid #e8930c;
    outline-offset: 2px;
  }
  .head button:focus-visible {
    outline-color: #ffc14d;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    .banner.offline p {
      animation: none !important;
    }
    .typing i {
      opacity: 0.75;
    }
  }
  @media (forced-colors: active) {
    .bubble,
    button {
      border: 1px solid;
    }
  }
`;
