/** HTML as text that cannot be broken out of: everything that is put into the template is escaped, unless it was made by it. */

/** Markup that is complete. Made by `html` alone. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in the template: texts and numbers are escaped, lists are joined. */
export type Part = string | number | Markup | readonly Markup[];

/** Puts markup together: html`<b>${text}</b>`. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: strings.reduce((so, string, at) => so + markupOf(parts[at - 1] ?? '') + string) };
}

function markupOf(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escapeMarkup(String(part));
  if ('markup' in part) return part.markup;
  return part.map(({ markup }) => markup).join('');
}

/** Safe in text and in a quoted attribute; characters that would turn the direction of what follows are shown as such. */
function escapeMarkup(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
