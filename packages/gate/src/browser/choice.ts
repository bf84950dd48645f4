import type { Stored } from "@abide/policy";

/** What a tracker leaves behind, as far as clearing needs it. A `*` in the name stands for any run of characters. */
export type Left = Pick<Stored, "kind" | "name" | "path">;

/** What became of a choice: kept, or not, with the sentence that says why. */
type Answer =
  // `says` is there where it is in effect, but not recorded yet: a refusal while the store is down.
  | {
      readonly kept: true;
      readonly reload: boolean;
      /** Something that was permitted is so no more. */
      readonly stops: boolean;
      readonly says?: string | undefined;
    }
  | { readonly kept: false; readonly says: string | undefined };

/** How far a choice is. */
export type Progress = "sending" | "kept" | "waits" | "failed";

/** Says how far it is. `says` is the server's sentence, where it has one. */
export type Say = (progress: Progress, says?: string) => void;

/**
 * Sends the choice that pressing `submitter` in `form` makes, and resolves to whether it is kept. `form.dataset.state` says how
 * far it is and the form's status line says it in words, taken from the form's own
 * `data-sending`, `data-kept`, `data-waits` and `data-failed`.
 */
export async function choose(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  left: readonly Left[] = [],
  stays: readonly Left[] = [],
): Promise<boolean> {
  // Without this, a second press would race the first and the slower one would win.
  if (form.dataset.state === "sending" || form.dataset.state === "kept") return false;
  const banner = document.querySelector("[data-abide=banner]");
  // What a banner says stays long enough to be read.
  const delay = banner?.contains(form) ? 4_000 : 0;
  return send(toFields(form, submitter), (progress, says) => say(form, progress, says), left, stays, delay);
}

/** What `form` sends where `submitter` is pressed. */
export function toFields(form: HTMLFormElement, submitter: HTMLElement | null): string {
  // The fields are text: a file in one would be sent as its name.
  return `${new URLSearchParams(new FormData(form, submitter) as unknown as Record<string, string>)}`;
}

/**
 * Sends the fields of a choice, and resolves to whether it is kept.
 *
 * `left` is what the trackers that this choice stops have left on the device, `stays` what others still need of that. It is cleared
 * and the page reloads at once, since only that stops a script that runs. A choice that opens something waits with its reload while a
 * form of the page is half filled in. A banner goes after `delay` milliseconds.
 */
export async function send(
  fields: string,
  say: Say,
  left: readonly Left[] = [],
  stays: readonly Left[] = [],
  delay = 0,
): Promise<boolean> {
  say("sending");
  const answer = await post(fields);
  if (!answer.kept) {
    say("failed", answer.says);
    return false;
  }
  await clear(left, stays);
  // The gate of each other window that runs what this choice stops hears it and reloads.
  if (answer.stops) new BroadcastChannel("abide").postMessage(performance.timeOrigin);
  const waits = answer.reload && left.length === 0 && isHalfFilled();
  say(waits ? "waits" : "kept", answer.says);
  if (answer.reload && !waits) reload();
  const banner = document.querySelector("[data-abide=banner]");
  // It has been answered.
  if (banner && !waits) setTimeout(() => banner.remove(), delay);
  return true;
}

/** Asks for JSON. Whatever is not a clear yes is a no. */
async function post(fields: string): Promise<Answer> {
  let says: string | undefined;
  try {
    const response = await fetch("/abide/choice", {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: fields,
      signal: AbortSignal.timeout(15_000),
    });
    const answer = (await response.json()) as { [member: string]: unknown };
    if (typeof answer.detail === "string") says = answer.detail;
    if (response.ok && (answer.kept === true || answer.inEffect === true)) {
      return { kept: true, reload: answer.reload === true, stops: answer.stops === true, says };
    }
  } catch {
    // Not reached, too slow, or not JSON: the form's own sentence says so.
  }
  return { kept: false, says };
}

/** Says in `form` how far its choice is. */
export function say(form: HTMLFormElement, progress: Progress, says?: string): void {
  form.dataset.state = progress;
  form.querySelector("[role=status]")!.textContent = says ?? form.dataset[progress] ?? "";
}

/** Loads the page again, at the place where it is. */
export function reload(): void {
  history.scrollRestoration = "auto";
  location.reload();
}

/** Whether a form of the page, other than the gate's own, holds something that a reload could lose. */
function isHalfFilled(): boolean {
  return [
    ...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>("input,textarea,select"),
  ].some((control) => {
    if (control.closest("[data-abide]") || control.type === "hidden") return false;
    if (control instanceof HTMLSelectElement) {
      const first = [...control.options].findIndex((option) => option.defaultSelected);
      return !control.multiple && control.selectedIndex !== Math.max(first, 0);
    }
    return control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio")
      ? control.checked !== control.defaultChecked
      : control.value !== control.defaultValue;
  });
}

/**
 * Deletes everything on the device that `left` names and `stays` does not: cookies on every path and domain that this page can
 * reach, keys of both storages, databases and caches. HttpOnly cookies are the server's to delete.
 */
export async function clear(left: readonly Left[], stays: readonly Left[] = []): Promise<void> {
  if (left.length === 0) return;
  const goes = (kind: Left["kind"], name: string) => matches(left, kind, name) && !matches(stays, kind, name);

  const cookies = left.filter(({ kind }) => kind === "cookie");
  const names = [
    ...document.cookie.split("; ").map((cookie) => cookie.replace(/=.*/s, "")),
    // Without these, a cookie on a path that this page is not below would stay: it is not visible here.
    ...cookies.map(({ name }) => name).filter((name) => !name.includes("*")),
  ];
  const paths = ["/", ...cookies.map(({ path }) => path ?? "/")];
  location.pathname.split("/").reduce((path, part) => {
    paths.push(path, `${path}/`);
    return `${path}/${part}`;
  });
  paths.push(location.pathname);
  const domains = [""];
  location.hostname.split(".").reduceRight((domain, part) => {
    domains.push(`;Domain=${domain}`);
    return `${part}.${domain}`;
  });
  domains.push(`;Domain=${location.hostname}`);
  for (const name of new Set(names)) {
    if (!goes("cookie", name)) continue;
    for (const path of new Set(paths)) {
      for (const domain of domains) {
        for (const more of ["", ";Secure", ";Secure;Partitioned"]) {
          document.cookie = `${name}=;Max-Age=0;Path=${path || "/"}${domain}${more}`;
        }
      }
    }
  }

  // Each kind on its own: a browser that refuses one (a sandbox, a private window) still has the others cleared.
  const steps = [
    () => clearStorage(localStorage, (name) => goes("local", name)),
    () => clearStorage(sessionStorage, (name) => goes("session", name)),
    async () => {
      for (const { name } of await indexedDB.databases()) {
        if (name !== undefined && goes("indexeddb", name)) indexedDB.deleteDatabase(name);
      }
    },
    async () => {
      for (const name of await caches.keys()) if (goes("cache", name)) await caches.delete(name);
    },
  ];
  await Promise.allSettled(steps.map(async (step) => step()));
}

function clearStorage(storage: Storage, goes: (name: string) => boolean): void {
  const names = Array.from({ length: storage.length }, (_, i) => storage.key(i)!);
  for (const name of names) if (goes(name)) storage.removeItem(name);
}

/** Whether one of `patterns` is about `name` of this kind. */
export function matches(patterns: readonly Left[], kind: Left["kind"], name: string): boolean {
  return patterns.some(
    (pattern) =>
      pattern.kind === kind &&
      new RegExp(`^${pattern.name.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`, "s").test(name),
  );
}
