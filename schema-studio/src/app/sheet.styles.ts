import { css } from 'lit'

/** A native dialog at the right edge, so that the page beneath keeps its place; the whole screen on a phone. */
export const sheetStyles = css`
  dialog {
    width: min(560px, 100vw);
    max-width: none;
    height: 100dvh;
    max-height: none;
    margin: 0 0 0 auto;
    padding: 0;
    overflow: clip;
    border: 0;
    border-inline-start: 1px solid var(--tenon-line);
    background: var(--tenon-raised);
    color: var(--tenon-text);
    box-shadow: var(--tenon-shadow-float);
  }
  dialog[open] {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    animation: slide var(--tenon-duration-place) var(--tenon-ease);
  }
  dialog::backdrop {
    background: var(--tenon-backdrop);
  }
  @keyframes slide {
    from {
      opacity: 0;
      translate: 24px 0;
    }
  }
  .head {
    display: flex;
    gap: var(--tenon-space-2);
    align-items: center;
    justify-content: space-between;
    min-height: 52px;
    padding: 0 var(--tenon-space-3) 0 var(--tenon-space-5);
    border-bottom: 1px solid var(--tenon-line);
  }
  .head h2 {
    min-width: 0;
    margin: 0;
    overflow: hidden;
    font-size: var(--tenon-font-size-md);
    font-weight: var(--tenon-weight-strong);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .content {
    min-height: 0;
    padding: var(--tenon-space-5) var(--tenon-space-5) 0;
    overflow-y: auto;
    /* What is only for screen readers scrolls with it, not the sheet. */
    position: relative;
  }
  .content > .notice {
    margin-bottom: var(--tenon-space-4);
  }
`
