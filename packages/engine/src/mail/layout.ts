import type { Language } from "@abide/policy";
import type { MailLook } from "./mail.ts";
import { colours, sans } from "./colours.ts";
import { toEscaped } from "./markup.ts";

export interface Layout {
  readonly language: Language;
  readonly direction: "ltr" | "rtl";
  readonly subject: string;
  readonly preview: string;
  /** The name of the controller, who writes. */
  readonly name: string;
  /** Lines at the foot; the last ones may be links. */
  readonly foot: readonly FootLine[];
  readonly body: string;
  readonly look: MailLook | undefined;
  /** Address of a picture of one point that counts the opening. */
  readonly pixel?: string | undefined;
}

export interface FootLine {
  readonly says: string;
  readonly href?: string | undefined;
}

/**
 * The HTML of a mail: `body` between the name of the controller and the foot. Every mail program reads tables, and styles at the elements;
 * those that know more take the dark colours, and the whole width of a phone, from the style sheet.
 */
export function renderLayout(layout: Layout): string {
  const { language, direction, subject, preview, name, foot, body, pixel } = layout;
  const accent = toColour(layout.look?.accent, colours.accent);
  const dark = toColour(layout.look?.accentInDark, "#86c7cb");
  const soft = `color:${colours.soft};font-family:${sans};font-size:13px;line-height:1.5`;
  const lines = foot.map(({ says, href }) =>
    href === undefined
      ? `<p class="a-soft" style="${soft};margin:0 0 8px">${toEscaped(says)}</p>`
      : `<p class="a-soft" style="${soft};margin:0 0 8px"><a class="a-accent" href="${toEscaped(href)}" style="color:${accent};text-decoration:underline">${toEscaped(says)}</a></p>`,
  );
  // Without it a list of mails would show the name and the first lines behind the preview.
  const filler = "&#847;&zwnj;&nbsp;".repeat(24);
  return `<!doctype html>
<html lang="${toEscaped(language)}" dir="${direction}" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${toEscaped(subject)}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; padding: 0; -webkit-text-size-adjust: 100%; }
.a-body, .a-foot, .a-name { overflow-wrap: anywhere; }
@media (max-width: 639px) { .a-body { padding: 16px 20px 10px !important; } .a-out { padding: 0 !important; } .a-name, .a-foot { padding-left: 20px !important; padding-right: 20px !important; } }
@media (prefers-color-scheme: dark) {
.a-page { background-color: #131210 !important; } .a-paper { background-color: #1b1a17 !important; } .a-wash { background-color: #24231f !important; }
.a-ink { color: #ece8dd !important; } .a-soft { color: #b3ad9f !important; } .a-line { border-color: #3f3c35 !important; }
.a-body { border-color: ${dark} !important; } .a-accent { color: ${dark} !important; } .a-button { background-color: ${dark} !important; } .a-button-words { color: #1b1a17 !important; }
}
[data-ogsc] .a-ink { color: #ece8dd !important; } [data-ogsc] .a-soft { color: #b3ad9f !important; } [data-ogsc] .a-accent { color: ${dark} !important; }
</style>
</head>
<body class="a-page" style="background-color:${colours.wash};margin:0;padding:0">
<div style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden">${toEscaped(preview)}${filler}</div>
<table role="presentation" class="a-page" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${colours.wash}" style="background-color:${colours.wash}">
<tr><td class="a-out" align="center" style="padding:28px 12px">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;width:100%">
<tr><td class="a-name a-ink" style="color:${colours.ink};font-family:${sans};font-size:15px;font-weight:600;line-height:1.4;padding:14px 36px">${toEscaped(name)}</td></tr>
<tr><td class="a-body a-paper" bgcolor="${colours.paper}" style="background-color:${colours.paper};border-top:3px solid ${accent};padding:26px 36px 18px">
${accent === colours.accent ? body : body.replaceAll(colours.accent, accent)}
</td></tr>
<tr><td class="a-foot" style="padding:20px 36px 8px">
${lines.join("\n")}
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
${pixel === undefined ? "" : `<img src="${toEscaped(pixel)}" alt="" width="1" height="1" style="border:0;display:block;height:1px;width:1px">`}
</body>
</html>
`;
}

function toColour(given: string | undefined, otherwise: string): string {
  return given !== undefined && /^#[0-9a-f]{6}$/i.test(given) ? given : otherwise;
}
