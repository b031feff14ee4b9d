import { css } from 'lit'

/** Pages before one is signed in: a card in the middle of the window. */
export const gateStyles = css`
  :host {
    display: grid;
    min-height: 100dvh;
    place-items: center;
    padding: var(--tenon-space-6) var(--tenon-space-4);
    background:
      radial-gradient(60rem 30rem at 50% -8rem, var(--tenon-accent-soft), transparent 70%),
      var(--tenon-canvas);
  }
  main {
    width: min(380px, 100%);
  }
  .brand {
    display: flex;
    gap: 10px;
    align-items: center;
    justify-content: center;
    margin-bottom: var(--tenon-space-6);
    font-size: var(--tenon-font-size-lg);
    font-weight: var(--tenon-weight-strong);
  }
  .card {
    padding: var(--tenon-space-8) var(--tenon-space-6) var(--tenon-space-6);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-dialog);
    background: var(--tenon-surface);
    box-shadow: 0 1px 2px oklch(0.2 0.02 275 / 0.05);
  }
  h1 {
    margin: 0 0 var(--tenon-space-1);
    font-size: var(--tenon-font-size-xl);
    font-weight: var(--tenon-weight-strong);
    line-height: 1.3;
  }
  .lead {
    margin: 0 0 var(--tenon-space-6);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  form {
    display: grid;
    gap: var(--tenon-space-4);
  }
  .button.primary {
    min-height: 36px;
    margin-top: var(--tenon-space-1);
  }
  .failure {
    display: flex;
    gap: var(--tenon-space-2);
    padding: 10px 12px;
    border-radius: var(--tenon-radius-control);
    background: var(--tenon-critical-soft);
    color: var(--tenon-critical-text);
    font-size: var(--tenon-font-size-sm);
  }
  .failure .icon {
    margin-top: 2px;
  }
  .languages {
    display: flex;
    gap: var(--tenon-space-1);
    justify-content: center;
    margin-top: var(--tenon-space-5);
  }
  .languages .button[aria-pressed='true'] {
    background: var(--tenon-pressed);
    color: var(--tenon-text);
  }
`
