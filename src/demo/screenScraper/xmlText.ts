import { escapeUTF8 } from 'entities';

/** Attributes in order; those that are null are omitted. */
export type Attributes = Readonly<Record<string, string | number | null>>;

/** An element with text, escaped but otherwise unchanged. */
export function textElement(name: string, text: string | number, attributes: Attributes = {}): string {
  return `<${name}${attributeText(attributes)}>${escapeUTF8(String(text))}</${name}>\n`;
}

/** An element with child elements, each made by this function or by {@link textElement}. */
export function parentElement(name: string, children: readonly string[], attributes: Attributes = {}): string {
  return `<${name}${attributeText(attributes)}>\n${children.join('')}</${name}>\n`;
}

function attributeText(attributes: Attributes): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${name}="${escapeUTF8(String(value))}"`)
    .join('');
}
