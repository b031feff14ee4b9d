import { css } from 'lit'

export const customer360Styles = css`
  :host {
    display: block;
    container-type: inline-size;
    box-sizing: border-box;
    color: var(--tenon-text);
    font-family: var(--tenon-font);
    font-size: var(--tenon-font-size-md);
    line-height: var(--tenon-line-height);
  }
  :host([hidden]) {
    display: none;
  }
  :host(:lang(zh)) {
    --tenon-line-height: 1.65;
  }
  article {
    overflow: clip;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-1) var(--tenon-space-3);
    align-items: center;
    padding: var(--tenon-space-4) var(--tenon-space-5);
    border-bottom: 1px solid var(--tenon-line);
  }
  .avatar {
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    background: color-mix(in oklab, var(--tenon-accent) 14%, var(--tenon-surface));
    color: var(--tenon-accent-text);
    font-weight: var(--tenon-weight-strong);
  }
  h2,
  h3,
  h4,
  p,
  dl,
  dd,
  ul {
    margin: 0;
    padding: 0;
  }
  h2 {
    flex: 1 1 auto;
    font-size: var(--tenon-font-size-xl);
    font-weight: var(--tenon-weight-strong);
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  h3 {
    display: flex;
    gap: var(--tenon-space-2);
    align-items: center;
    margin-bottom: var(--tenon-space-2);
    font-size: var(--tenon-font-size-md);
    font-weight: var(--tenon-weight-strong);
  }
  h4 {
    min-width: 0;
    font-size: var(--tenon-font-size-md);
    font-weight: var(--tenon-weight-medium);
    overflow-wrap: anywhere;
  }
  section {
    padding: var(--tenon-space-4) var(--tenon-space-5);
  }
  section + section {
    border-top: 1px solid var(--tenon-line);
  }
  dl {
    display: grid;
    gap: var(--tenon-space-3) var(--tenon-space-6);
  }
  dt {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
  }
  dd {
    overflow-wrap: anywhere;
  }
  @container (min-width: 440px) {
    dl {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  @container (min-width: 720px) {
    dl {
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
  }
  ul {
    display: grid;
    list-style: none;
  }
  li {
    padding: var(--tenon-space-2) 0;
  }
  li + li {
    border-top: 1px solid var(--tenon-line);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-1) var(--tenon-space-2);
    align-items: center;
  }
  .facts {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .facts span + span::before {
    content: '·';
    margin-inline: 6px;
  }
  time {
    margin-inline-start: auto;
  }
  .file {
    padding: 0;
    border: 0;
    background: none;
    color: var(--tenon-accent-text);
    font: inherit;
    text-align: start;
    text-decoration: underline;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .note,
  time {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
  }
  .count {
    padding: 0 6px;
    border-radius: var(--tenon-radius-pill);
    background: var(--tenon-neutral-4);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    font-weight: var(--tenon-weight-regular);
  }
  .stage {
    padding: 0 8px;
    border-radius: var(--tenon-radius-pill);
    background: var(--hue-soft);
    color: var(--hue-text);
    font-size: var(--tenon-font-size-xs);
    font-weight: var(--tenon-weight-medium);
    line-height: 20px;
  }
  .retry {
    min-height: var(--tenon-control-height);
    padding: 0 var(--tenon-space-3);
    border: 1px solid var(--tenon-line-strong);
    border-radius: var(--tenon-radius-control);
    background: var(--tenon-surface);
    color: var(--tenon-text);
    font: inherit;
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-medium);
    cursor: pointer;
  }
  .retry[aria-disabled='true'] {
    opacity: 0.55;
    cursor: default;
  }
  .state {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2) var(--tenon-space-3);
    align-items: center;
    padding: var(--tenon-space-5);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
    color: var(--tenon-text-muted);
  }
`
