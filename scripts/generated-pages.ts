/** The pages that are derived from code: where each stands, and what renders it. */

import { renderCommandsPage } from '@telemetry/cli';
import { renderConfigReference } from '@telemetry/consent';
import { extendStandardCatalog } from '@telemetry/schema';
import { renderEventsPage } from '@telemetry/schema/dictionary';
import { renderErrorCodes } from './error-codes.ts';

/** A page of the documentation. */
export interface GeneratedPage {
  /** Relative to the root. */
  readonly path: string;
  render(): string | Promise<string>;
}

/** Every page of the documentation that is made from declarations, and what makes it. */
export const GENERATED_PAGES: readonly GeneratedPage[] = [
  { path: 'docs/events.md', render: () => renderEventsPage(extendStandardCatalog(), 'pnpm docs') },
  { path: 'docs/configuration.md', render: () => renderConfigReference() },
  { path: 'docs/cli.md', render: () => renderCommandsPage('pnpm docs') },
  { path: 'docs/errors.md', render: () => renderErrorCodes() },
];
