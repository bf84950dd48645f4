import { decodeHTML, decodeHTMLAttribute } from "entities/decode";
import { Tokenizer } from "./tokenizer.ts";

/** Elements of HTML that have no end tag. */
const voidElements = new Set("area base br col embed hr img input link meta source track wbr".split(" "));

/** HTML that Abide wrote itself, as XML: the same elements, whatever the namespace around them. The text of a script stays the same. */
export function toXml(html: string): string {
  const tokens = new Tokenizer();
  const decoder = new TextDecoder();
  const read = (from: number, to: number): string => decoder.decode(tokens.bytes.subarray(from, to));
  tokens.write(new TextEncoder().encode(html));
  tokens.end();
  let xml = "";
  let depth = 0;
  for (let kind = tokens.next(); kind !== "more"; kind = tokens.next()) {
    const { name, spans, spanCount, text } = tokens;
    if (kind === "comment") continue;
    if (kind === "text") {
      const source = read(tokens.from, tokens.to);
      xml += text === "script" ? toCdata(source) : escapeXml(decodeHTML(source));
    } else if (kind === "end") {
      depth--;
      xml += read(tokens.from, tokens.to);
    } else {
      xml += `<${read(tokens.from + 1, tokens.from + 1 + name.length)}`;
      if (name === "svg") xml += ` xmlns="http://www.w3.org/2000/svg"`;
      else if (depth === 0) xml += ` xmlns="http://www.w3.org/1999/xhtml"`;
      for (let i = 0; i < spanCount; i += 4) {
        const value = spans[i + 2] === -1 ? "" : decodeHTMLAttribute(read(spans[i + 2]!, spans[i + 3]!));
        xml += ` ${read(spans[i]!, spans[i + 1]!)}="${escapeXml(value)}"`;
      }
      const isEmpty = voidElements.has(name) || (!tokens.isHtml && tokens.selfClosing);
      xml += isEmpty ? "/>" : ">";
      if (!isEmpty) depth++;
    }
  }
  return xml;
}

/** Text whose `<` and `&` are read as such. */
function toCdata(text: string): string {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

/** `text` as content, or as a value in quotes of either kind: lines would become blanks there. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
