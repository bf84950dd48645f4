import type { Child } from "hono/jsx";
import type { Language } from "@abide/policy";
import { Button, Form } from "./form.tsx";
import { Drawing } from "./drawing.tsx";
import { ReaderProvider, type Reader } from "./reader.ts";
import { fill } from "@abide/policy";
import { toKitTexts } from "./texts/all.ts";

/** A page that the navigation leads to. */
export interface Place {
  readonly title: string;
  readonly href: string;
  /** How much waits there, as a word or a number beside its title. */
  readonly waits?: string | undefined;
}

/** Places that belong together, under a word that says so. */
export interface Places {
  readonly title?: string | undefined;
  readonly of: readonly Place[];
}

export interface ShellProps {
  readonly reader: Reader;
  readonly direction: "ltr" | "rtl";
  /** Stands in the title bar, before the site's name. */
  readonly title: string;
  /** Who the console belongs to: the policy's controller. */
  readonly site: string;
  /** Addresses of the style sheets: the one with the fonts and colours of Abide's pages, and the kit's. */
  readonly styles: readonly string[];
  /** Who has signed in. Without a name the page is a door: no navigation, a narrow column. */
  readonly person?: string | undefined;
  readonly places?: readonly Places[];
  /** Address of the place that the page belongs to; it is marked. */
  readonly here?: string | undefined;
  /** The console's languages, for whoever has signed in: what they choose is sent to `/console/language`, and kept. */
  readonly languages?: readonly { readonly language: Language; readonly title: string }[];
  /** Address of this page, to come back to once another language was chosen. */
  readonly address?: string;
  /** The version of the policy that everything here happens under. */
  readonly policy?: { readonly href: string; readonly hash: string } | undefined;
  /** Modules of script that the page is enhanced by, by address. It works without. */
  readonly scripts?: readonly string[];
  readonly children?: Child;
}

/**
 * A whole document of the console: one header, the navigation in groups at the side, and what the page is. On a phone the navigation is
 * a bar at the foot that opens over the page, by the browser's own popover. No script and no style stand in it, so that it lives under
 * the strictest Content-Security-Policy.
 */
export function Shell(props: ShellProps) {
  const { reader, title, site, direction, person, places = [], styles, scripts = [], children } = props;
  const texts = toKitTexts(reader.language);
  return (
    <html lang={texts.language} dir={direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${site}`}</title>
        {styles.map((href) => (
          <link rel="stylesheet" href={href} />
        ))}
        {scripts.map((src) => (
          <script type="module" src={src}></script>
        ))}
      </head>
      <body class={person === undefined ? "console door" : "console"}>
        <ReaderProvider value={reader}>
          <a class="skip" href="#main">
            {texts.skip}
          </a>
          <Top {...props} />
          {person !== undefined && places.length > 0 && <Navigation {...props} />}
          <main id="main" tabindex={-1}>
            {children}
          </main>
        </ReaderProvider>
      </body>
    </html>
  );
}

function Top({ reader, site, person, languages = [], address }: ShellProps) {
  const texts = toKitTexts(reader.language);
  return (
    <header class="top">
      <p class="brand">
        <a href="/">{site}</a> <a href="/console">{texts.console}</a>
      </p>
      {person !== undefined && languages.length > 1 && (
        <div class="tongues" role="group" aria-label={texts.languages}>
          <Form action="/console/language" values={{ back: address }} inline>
            {languages.map(({ language, title }) => (
              <button
                type="submit"
                name="language"
                value={language}
                lang={language}
                aria-current={language === texts.language ? "true" : undefined}
              >
                {title}
              </button>
            ))}
          </Form>
        </div>
      )}
      {person !== undefined && (
        <div class="who">
          <span title={fill(texts.signedIn, { name: person })}>{person}</span>
          <Form action="/console/sign-out">
            <Button kind="plain" title={texts.signOut} />
          </Form>
        </div>
      )}
    </header>
  );
}

function Navigation({ reader, places = [], here, policy }: ShellProps) {
  const texts = toKitTexts(reader.language);
  const current = (href: string) => (href === here ? ("page" as const) : undefined);
  return (
    <nav class="places" aria-label={texts.pages}>
      <div class="places-foot">
        <a href="/console" aria-current={current("/console")}>
          <Drawing of="overview" /> {texts.overview}
        </a>
        <a href="/console/account" aria-current={current("/console/account")}>
          <Drawing of="person" /> {texts.account}
        </a>
        <button type="button" popovertarget="places">
          <Drawing of="menu" /> {texts.menu}
        </button>
      </div>
      <div id="places" class="places-all" popover="auto">
        {places.map(({ title, of }) => (
          <>
            {title !== undefined && <p class="places-title">{title}</p>}
            <ul>
              {of.map((place) => (
                <li>
                  <a href={place.href} aria-current={current(place.href)}>
                    {place.title} {place.waits !== undefined && <span class="count">{place.waits}</span>}
                  </a>
                </li>
              ))}
            </ul>
          </>
        ))}
        {policy && (
          <p class="places-policy">
            <a href={policy.href}>
              <span>{texts.policyInForce}</span> <code>{policy.hash.slice(0, 12)}</code>
            </a>
          </p>
        )}
      </div>
    </nav>
  );
}

/** The document as text. It is written at once, or once what is awaited in it is there. */
export async function renderDocument(shell: Child): Promise<string> {
  const source = await (shell as { toString: () => string | Promise<string> }).toString();
  return `<!doctype html>${source}`;
}
