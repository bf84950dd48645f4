import type { Recorded } from "../observe/recorded.ts";

/**
 * Writes down every cookie that a script sets, in the words in which it was set: a browser's own cookie store knows only the
 * lifetime it granted. Runs before anything else in every document. Nothing outside this function may be named in it: it travels
 * to the browser as its own text.
 */
export function record(channel: string): void {
  const scope = globalThis as unknown as Record<string, ((text: string) => void) | undefined>;
  const post = scope[channel];
  // The scripts of the page must not find it, or one that hides from scanners would.
  delete scope[channel];
  if (!post) return;
  const tell = (recorded: Recorded): void => post(JSON.stringify(recorded));
  /** The address of the script that called. What stands in the page itself may only be a wrapper that the script came through. */
  const toCaller = (): string => {
    const frames = (new Error().stack ?? "").matchAll(/\(?((?:https?|blob):[^\s)]+?):\d+:\d+\)?$/gm);
    const scripts = [...frames].map(([, address = ""]) => address);
    const [page] = location.href.split("#");
    return scripts.find((address) => address !== page) ?? scripts[0] ?? "";
  };
  /** The document's address; a blank frame is where its opener is. */
  const toPlace = (): string => (/^https?:/.test(location.href) ? location.href : `${origin}/`);
  const hasNow = (cookies: string, line: string): boolean => {
    const pair = /^[^;]*/.exec(line)?.[0].trim() ?? "";
    return cookies.split("; ").includes(pair);
  };

  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  if (cookie?.set) {
    Object.defineProperty(Document.prototype, "cookie", {
      ...cookie,
      set(this: Document, line: unknown) {
        const text = String(line);
        cookie.set?.call(this, text);
        tell({
          is: "cookie",
          line: text,
          kept: hasNow(String(cookie.get?.call(this)), text),
          by: toCaller(),
          at: toPlace(),
        });
      },
    });
  }

  const store = (globalThis as { CookieStore?: { prototype: { set: (...args: unknown[]) => Promise<void> } } })
    .CookieStore;
  if (store) {
    const { set } = store.prototype;
    Object.defineProperty(store.prototype, "set", {
      configurable: true,
      enumerable: true,
      writable: true,
      value: async function (this: unknown, ...args: unknown[]): Promise<void> {
        const by = toCaller();
        const given = args[0];
        const options =
          typeof given === "object" && given !== null
            ? (given as { [option: string]: string | number | boolean | null | undefined })
            : { name: String(given), value: String(args[1]) };
        const line = [
          `${String(options["name"])}=`,
          options["expires"] == null ? "" : `Expires=${new Date(Number(options["expires"])).toUTCString()}`,
          options["maxAge"] == null ? "" : `Max-Age=${Number(options["maxAge"])}`,
          options["domain"] == null ? "" : `Domain=${String(options["domain"])}`,
          `Path=${String(options["path"] ?? "/")}`,
          options["partitioned"] === true ? "Partitioned" : "",
        ]
          .filter(Boolean)
          .join("; ");
        let kept = false;
        try {
          await set.apply(this, args);
          kept = true;
        } finally {
          tell({ is: "cookie", line, kept, by, at: toPlace() });
        }
      },
    });
  }

  document.addEventListener("securitypolicyviolation", (event) => {
    if (event.disposition === "enforce")
      tell({ is: "held", url: event.blockedURI, directive: event.effectiveDirective });
  });
}
