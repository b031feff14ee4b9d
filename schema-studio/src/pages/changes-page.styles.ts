import { css } from 'lit'

export const changesStyles = css`
  .conflicts {
    margin-bottom: var(--tenon-space-6);
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 340px;
    min-height: 100%;
  }
  .conflicts {
    margin-bottom: var(--tenon-space-6);
  }
  .columns > * {
    min-width: 0;
    padding: var(--tenon-space-6) var(--tenon-space-5);
  }
  .conflicts {
    margin-bottom: var(--tenon-space-6);
  }
  .columns > section {
    width: min(820px, 100%);
    margin: 0 auto;
  }
  aside {
    border-inline-start: 1px solid var(--tenon-line);
    background: var(--tenon-canvas);
  }
  h2 {
    margin: 0 0 var(--tenon-space-3);
    font-size: var(--tenon-font-size-lg);
    font-weight: var(--tenon-weight-strong);
  }
  aside h2 {
    font-size: var(--tenon-font-size-md);
  }
  .lead {
    margin: 0 0 var(--tenon-space-4);
    color: var(--tenon-text-muted);
  }
  .counting {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-3);
    align-items: center;
    margin: 0 0 var(--tenon-space-3);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .notice {
    margin-bottom: var(--tenon-space-3);
  }
  .skeleton {
    height: 56px;
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
  @media (max-width: 979px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .columns > section {
      margin: 0;
    }
    aside {
      border-block-start: 1px solid var(--tenon-line);
      border-inline-start: 0;
    }
  }
`
