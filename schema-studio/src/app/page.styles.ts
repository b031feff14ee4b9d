import { css } from 'lit'

/** Every page: a header of 48 px and a body that scrolls. */
export const pageStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: auto minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
    height: 100%;
  }
  .header {
    display: flex;
    gap: var(--tenon-space-2);
    align-items: center;
    min-height: 48px;
    padding: 0 var(--tenon-space-4) 0 var(--tenon-space-5);
    border-bottom: 1px solid var(--tenon-line);
  }
  .header .menu {
    display: none;
    margin-inline-start: -8px;
  }
  .crumbs {
    display: flex;
    flex: 0 1 auto;
    gap: 6px;
    align-items: center;
    min-width: min(96px, 100%);
    color: var(--tenon-text-faint);
    font-size: var(--tenon-font-size-sm);
  }
  .crumbs a {
    color: var(--tenon-text-muted);
    text-decoration: none;
    white-space: nowrap;
  }
  /* Where one is gives way last. */
  .crumbs a.trail {
    flex: 0 1000000 auto;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .crumbs a:hover {
    color: var(--tenon-text);
  }
  .crumbs .icon {
    width: 14px;
    height: 14px;
  }
  h1 {
    min-width: 0;
    margin: 0;
    overflow: hidden;
    color: var(--tenon-text);
    font-size: var(--tenon-font-size-md);
    font-weight: var(--tenon-weight-strong);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .tabs {
    display: flex;
    /* What does not fit is scrolled, before anything else in the header gets narrower: a title shorter by a hair ends in dots. */
    flex: 0 1000000 auto;
    gap: 2px;
    align-self: stretch;
    min-width: 96px;
    margin-block-end: -1px;
    padding-block-end: 1px;
    margin-inline-start: var(--tenon-space-4);
    overflow: auto hidden;
    scrollbar-width: none;
  }
  .tabs a {
    position: relative;
    display: inline-flex;
    gap: 6px;
    align-items: center;
    padding: 0 10px;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-medium);
    text-decoration: none;
    white-space: nowrap;
  }
  .tabs a:hover {
    color: var(--tenon-text);
  }
  .tabs a[aria-current='page'] {
    color: var(--tenon-text);
  }
  .tabs a[aria-current='page']::after {
    content: '';
    position: absolute;
    inset: auto 10px 0;
    height: 2px;
    border-radius: 2px;
    background: var(--tenon-accent);
  }
  .tabs a:focus-visible {
    outline-offset: -4px;
  }
  .spacer {
    flex: 1;
  }
  .actions {
    display: flex;
    gap: var(--tenon-space-2);
    align-items: center;
  }
  .body {
    min-width: 0;
    min-height: 0;
    overflow: auto;
    /* What is only for screen readers lies in here too, and does not make the whole page scroll. */
    position: relative;
  }
  .wrap {
    width: min(1120px, 100%);
    margin: 0 auto;
    padding: var(--tenon-space-6) var(--tenon-space-5) var(--tenon-space-12);
  }
  .count {
    color: var(--tenon-text-faint);
    font-size: var(--tenon-font-size-sm);
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 719px) {
    .header {
      flex-wrap: wrap;
      row-gap: 0;
      padding: 4px var(--tenon-space-3) 0;
    }
    .header .menu {
      display: inline-flex;
      margin-inline-start: -4px;
    }
    /* A title that actions leave no room for has a line of its own, above them. */
    .crumbs {
      flex: 1 1 140px;
      min-height: var(--tenon-control-height);
    }
    .header .actions {
      margin-inline-start: auto;
    }
    .crumbs .trail {
      display: none;
    }
    .spacer {
      display: none;
    }
    .tabs {
      order: 9;
      width: 100%;
      height: 40px;
      margin: 0 0 -1px;
    }
    .wrap {
      padding: var(--tenon-space-4) var(--tenon-space-3) var(--tenon-space-10);
    }
  }
  @media print {
    :host {
      display: block;
      height: auto;
    }
    .header {
      padding: 0;
    }
    .header :is(.menu, .tabs, .actions) {
      display: none;
    }
    h1 {
      white-space: normal;
    }
    .body {
      overflow: visible;
    }
  }
  @media (forced-colors: active) {
    .tabs a[aria-current='page']::after {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`
