import { css } from 'lit'

export const entityPageStyles = css`
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 380px;
    min-height: 100%;
  }
  .fields {
    min-width: 0;
    padding: var(--tenon-space-5);
  }
  .summary {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    align-items: center;
    margin-bottom: var(--tenon-space-4);
  }
  .summary p {
    flex: 1 1 16em;
    margin: 0;
    color: var(--tenon-text-muted);
  }
  .preview {
    min-width: 0;
    padding: var(--tenon-space-5);
    border-inline-start: 1px solid var(--tenon-line);
    background: var(--tenon-canvas);
  }
  .preview h2 {
    display: flex;
    gap: 8px;
    align-items: center;
    margin: 0;
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-strong);
  }
  .preview .help {
    margin: 2px 0 var(--tenon-space-4);
  }
  tenon-record-form::part(footer) {
    display: none;
  }
  .paper {
    padding: var(--tenon-space-4);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  @media (max-width: 1179px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .preview {
      border-block-start: 1px solid var(--tenon-line);
      border-inline-start: 0;
    }
    .paper {
      max-width: 520px;
    }
  }
  @media (max-width: 719px) {
    .fields,
    .preview {
      padding: var(--tenon-space-4) var(--tenon-space-3);
    }
  }
`
