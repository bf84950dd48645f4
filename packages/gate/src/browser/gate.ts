import type { LoadStep } from "@abide/policy";
import type { Island } from "../render/island.ts";
import { choose, clear, reload } from "./choice.ts";
import type { Left } from "./choice.ts";
import { askAround, holdEmbeds } from "./embeds.ts";

/** What the server says is permitted on this page. Without it, nothing is. */
const island: Island = JSON.parse(document.getElementById("abide-gate")?.textContent || "{}");
const { load = [], left = [], stays = [], language = "", serviceWorkers = false } = island;

const names = window as unknown as { [name: string]: unknown };
const addresses = new Set<string>(
  load.flat().flatMap((step) => ("script" in step ? step.script : "image" in step ? step.image : [])),
);

/** `address` of the island, with what the page knows put in. Anything else throws: no other script comes from here. */
function fill(address: string): string {
  if (!addresses.has(address)) throw new TypeError(address);
  const values: { readonly [name: string]: string | number } = {
    page: location.href,
    referrer: document.referrer,
    now: Date.now(),
  };
  return address.replace(/\{(page|referrer|now)\}/g, (_, name: string) => encodeURIComponent(values[name]!));
}

interface Rules {
  readonly createScriptURL: (address: string) => string;
}
const rules: Rules = (
  names["trustedTypes"] as { createPolicy: (name: string, rules: Rules) => Rules } | undefined
)?.createPolicy("abide-gate", { createScriptURL: fill }) ?? { createScriptURL: fill };

/** Carries out the steps that load one tracker, in order. A script that does not come ends them. */
async function start(steps: readonly LoadStep[]): Promise<void> {
  for (const step of steps) {
    // Before `queue`: a `make` has a member of that name as well.
    if ("make" in step) {
      const Made = names[step.make] as new (options: object) => unknown;
      names[step.into] = new Made({ ...step.options, [step.queue]: names[step.into] });
    } else if ("set" in step) names[step.set] = step.value;
    else if ("call" in step) (names[step.call] as (...args: unknown[]) => void)(...step.args.map(toValue));
    else if ("push" in step) {
      const args = step.args.map(toValue);
      ((names[step.push] ??= []) as unknown[]).push(...(step.spread ? args : [args]));
    } else if ("queue" in step) names[step.queue] ??= toQueue(step.into);
    else if ("image" in step) new Image().src = fill(step.image);
    else {
      await new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = rules.createScriptURL(step.script);
        script.onload = resolve;
        script.onerror = reject;
        document.head.append(script);
      });
    }
  }
}

/** A function that keeps its calls until the vendor's script takes over, as the vendors' own snippets make it. */
function toQueue(into: string): unknown {
  const own = into[0] === ".";
  const queue = function () {
    // Meta's script and X's put the function that takes over here.
    const later = (queue["callMethod"] ?? queue["exe"]) as typeof queue | undefined;
    // The very object: Google's script does not read arrays.
    // oxlint-disable-next-line prefer-rest-params
    if (later) Reflect.apply(later, queue, arguments);
    // oxlint-disable-next-line prefer-rest-params
    else kept.push(arguments);
  } as { (...args: unknown[]): void; [name: string]: unknown };
  const kept = (own ? (queue[into.slice(1)] = []) : (names[into] ??= [])) as unknown[];
  // As Meta's own snippet has it.
  if (own) queue["push"] = queue;
  return queue;
}

const toValue = (value: unknown): unknown => (value === "{now}" ? new Date() : value);

const toPlace = (address: string): string => address.replace(/[?#].*/s, "");

// Once the page is there and has nothing to do: frameworks put in scripts of their own late. A page that does not end is waited for three
// seconds.
let began = false;
const begin = (): void => {
  if (began) return;
  began = true;
  // What the page loads itself: it carries a script from the same place, whatever that is asked for.
  const carried = new Set([...document.scripts].map(({ src }) => toPlace(src)));
  for (const steps of load) {
    if (!steps.some((step) => "script" in step && carried.has(toPlace(step.script))))
      start(steps).catch(() => undefined);
  }
};
const whenIdle = (): void => {
  if (window.requestIdleCallback as unknown) requestIdleCallback(begin, { timeout: 1_000 });
  else setTimeout(begin, 500);
};
if (document.readyState === "complete") whenIdle();
else {
  addEventListener("load", whenIdle);
  setTimeout(begin, 3_000);
}

// Before the site hears of it: a router of pages takes over every form that it sees sent, and the choice would never arrive.
addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    // The centre sends its own form, with what it knows of each tracker.
    if (!form.closest("[data-abide=banner]")) return;
    event.preventDefault();
    event.stopPropagation();
    const refused = (event.submitter as HTMLButtonElement | null)?.value === "reject";
    void choose(form, event.submitter, refused ? left : [], stays);
  },
  true,
);

const placeholder = document.querySelector("[data-abide=placeholder]");
if (placeholder) askAround(placeholder.querySelector("form"));
else holdEmbeds(language);

const centre = (): Promise<typeof import("./centre.ts")> => {
  const address = "/abide/centre.js";
  return import(address) as Promise<typeof import("./centre.ts")>;
};

document.addEventListener("click", (event) => {
  const opener = (event.target as Element).closest?.("a");
  if (
    !opener ||
    opener.origin !== origin ||
    opener.target ||
    !(opener.pathname.endsWith("/choices") || opener.dataset.abideOpen !== undefined) ||
    event.button ||
    event.ctrlKey ||
    event.metaKey ||
    event.shiftKey ||
    event.altKey ||
    event.defaultPrevented
  )
    return;
  // Its own page is a better place for what it shows already.
  if (opener.pathname === location.pathname) return;
  event.preventDefault();
  centre()
    .then(({ open }) => open(opener))
    .catch(() => location.assign(opener.href));
});
if (document.querySelector("[data-abide=centre]")) void centre();

// A withdrawal stops what runs in every window of the site, and in pages that a step back would bring to life again.
new BroadcastChannel("abide").addEventListener("message", ({ data }) => {
  if (load[0] && data !== performance.timeOrigin) reload();
});

// What is in databases and caches and may not be there. The guard clears the rest before anything runs. A page that is of no origin has none.
if (origin !== "null")
  setTimeout(() => {
    void clear(
      [
        { kind: "indexeddb", name: "*" },
        { kind: "cache", name: "*" },
      ] satisfies Left[],
      [...stays, ...left],
    );
    if (serviceWorkers) return;
    navigator.serviceWorker
      ?.getRegistrations()
      .then((workers) => workers.map((worker) => worker.unregister()))
      .catch(() => undefined);
  }, 1_000);
