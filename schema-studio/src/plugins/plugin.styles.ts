import { css } from 'lit'

/** Cards, rows and lists that all screens about plugins share. */
export const pluginStyles = css`
  .body {
    background: var(--tenon-canvas);
  }
  .lead {
    max-width: 68ch;
    margin: 0 0 var(--tenon-space-5);
    color: var(--tenon-text-muted);
  }
  .dot {
    flex: none;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--hue);
  }
  .tile {
    display: grid;
    flex: none;
    place-items: center;
    width: 36px;
    height: 36px;
    border-radius: 9px;
    background: var(--hue-soft);
    color: var(--hue-text);
  }
  .tile .icon {
    width: 18px;
    height: 18px;
  }
  .chip .icon {
    width: 12px;
    height: 12px;
  }
  .card {
    padding: var(--tenon-space-5);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  .card > h2,
  .section > h3 {
    display: flex;
    gap: var(--tenon-space-2);
    align-items: center;
    margin: 0 0 var(--tenon-space-2);
    font-size: var(--tenon-font-size-md);
    font-weight: var(--tenon-weight-strong);
  }
  .card > p,
  .section > p {
    margin: 0 0 var(--tenon-space-3);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .card > :last-child,
  .section > :last-child {
    margin-bottom: 0;
  }
  .section {
    margin-bottom: var(--tenon-space-6);
  }
  .stack {
    display: grid;
    gap: var(--tenon-space-4);
    align-content: start;
    min-width: 0;
  }
  .notice {
    margin-bottom: var(--tenon-space-4);
  }
  .notice.positive {
    border-color: color-mix(in oklab, var(--tenon-positive) 30%, transparent);
    background: var(--tenon-positive-soft);
    color: var(--tenon-positive-text);
  }
  .notice ul {
    flex: 1 1 100%;
    margin: 0;
    padding-inline-start: 1.2em;
  }
  .skeleton {
    height: 64px;
    margin-bottom: var(--tenon-space-3);
    border-radius: var(--tenon-radius-card);
  }
  .steps {
    display: grid;
    gap: var(--tenon-space-2);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .agree {
    display: flex;
    gap: 10px;
    align-items: flex-start;
    font-size: var(--tenon-font-size-sm);
  }
  .agree .checkbox {
    flex: none;
    margin-top: 2px;
  }
`
