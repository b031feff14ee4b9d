import { css } from 'lit'

/** Native modal dialogs: `dialog` with `h2`, content and `.actions`. */
export const dialogStyles = css`
  dialog {
    max-height: calc(100dvh - 48px);
    padding: var(--tenon-space-5) var(--tenon-space-6) var(--tenon-space-6);
    border: 0;
    border-radius: var(--tenon-radius-dialog);
    background: var(--tenon-raised);
    color: var(--tenon-text);
    box-shadow: var(--tenon-shadow-float);
  }
  dialog::backdrop {
    background: var(--tenon-backdrop);
  }
  dialog[open] {
    animation: appear var(--tenon-duration-place) var(--tenon-ease);
  }
  dialog[open]::backdrop {
    animation: fade var(--tenon-duration-place) var(--tenon-ease);
  }
  @keyframes appear {
    from {
      opacity: 0;
      translate: 0 6px;
    }
  }
  @keyframes fade {
    from {
      opacity: 0;
    }
  }
  dialog h2 {
    margin: 0 0 var(--tenon-space-2);
    font-size: var(--tenon-font-size-lg);
    font-weight: var(--tenon-weight-strong);
  }
  dialog p {
    margin: 0;
    color: var(--tenon-text-muted);
  }
  dialog .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    justify-content: flex-end;
    margin-top: var(--tenon-space-5);
  }
`
