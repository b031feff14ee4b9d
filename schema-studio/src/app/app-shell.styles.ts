import { css } from 'lit'

export const appShellStyles = css`
  :host {
    display: grid;
    grid-template: minmax(0, 1fr) / auto minmax(0, 1fr);
    grid-auto-rows: 0;
    height: 100dvh;
    background: var(--tenon-canvas);
  }
  main:focus-visible {
    outline: none;
  }
  main {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
    background: var(--tenon-surface);
    border-inline-start: 1px solid var(--tenon-line);
  }
  .skip {
    position: fixed;
    inset: 8px auto auto 8px;
    z-index: 10;
  }
  .skip:not(:focus) {
    translate: 0 -60px;
  }
  .drawer {
    width: 280px;
    max-width: 85vw;
    height: 100dvh;
    max-height: none;
    margin: 0;
    padding: 0;
    border: 0;
    background: var(--tenon-canvas);
    box-shadow: var(--tenon-shadow-float);
  }
  .drawer::backdrop {
    background: var(--tenon-backdrop);
  }
  .coming {
    display: grid;
    gap: var(--tenon-space-4);
    align-content: start;
    padding: var(--tenon-space-5);
    /* Only where it takes long enough to be waited for. */
    animation: come 0s 150ms both;
  }
  .coming .skeleton {
    width: min(480px, 60%);
  }
  @keyframes come {
    from {
      visibility: hidden;
    }
  }
  @media (max-width: 719px) {
    :host {
      grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    }
    main {
      border: 0;
    }
    .rail {
      display: none;
    }
  }
  /* On paper stands the page alone, all of it. */
  @media print {
    :host,
    main {
      display: block;
      height: auto;
      border: 0;
      background: none;
    }
    .rail,
    .banners,
    .skip {
      display: none;
    }
  }
`
