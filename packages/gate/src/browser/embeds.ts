import { placeholderPath, toPlaceholderAddress } from "../placeholder-address.ts";
import { say, send, toFields, type Progress } from "./choice.ts";

/** What a placeholder says to the page around it. */
const hello = "abide?";
/** What that answers, with a port through which a choice is sent. */
const welcome = "abide!";

/** The frames below `root`, in open shadow trees as well. */
function* findFrames(root: ParentNode): Generator<HTMLIFrameElement> {
  for (const element of root.querySelectorAll<HTMLElement>("*")) {
    if (element.localName === "iframe") yield element as HTMLIFrameElement;
    if (element.shadowRoot) yield* findFrames(element.shadowRoot);
  }
}

const toAddress = (href: string): HTMLAnchorElement => Object.assign(document.createElement("a"), { href });

/** The guard gives an address that may not be framed this port, which no browser connects to. */
const isRefused = ({ port }: HTMLAnchorElement): boolean => port === "1";

/** Whether the frame can show nothing but a placeholder: the server, or the guard, has seen to its address. */
function isHeld(frame: HTMLIFrameElement): boolean {
  const address = toAddress(frame.src);
  return isRefused(address) || address.href.startsWith(`${origin}${placeholderPath}?`);
}

/**
 * Shows a placeholder in each frame that the page's policy refused: in those that script made, for which the server could not do it. The
 * frame's own address stays, so that no framework finds another one than it wrote.
 */
function showPlaceholders(language: string, blocked?: string): void {
  for (const frame of findFrames(document)) {
    const address = toAddress(frame.src);
    if (isRefused(address)) address.port = "";
    // What script took from a template, the guard has not seen.
    else if (address.origin !== blocked) continue;
    try {
      if (frame.contentWindow!.location.pathname === placeholderPath) continue;
    } catch {
      // A page of the browser's own: it refused.
    }
    const back = location.pathname + location.search;
    const sandbox = frame.getAttribute("sandbox");
    const path = toPlaceholderAddress({ src: address.href, title: frame.title, back, language, sandbox });
    // In place of the refusal: going back must not lead to that.
    frame.contentWindow?.location.replace(origin + path);
  }
}

/** Gives the placeholder in `frame` a port by which it has this page send a choice. */
function greet(frame: Window): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => void send(String(data), (...told) => port1.postMessage(told));
  frame.postMessage(welcome, "*", [port2]);
}

/** Holds what the page frames of others: a placeholder stands in its place, by which the visitor can open it. */
export function holdEmbeds(language: string): void {
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, disposition, blockedURI }) => {
    const blocked = toAddress(blockedURI).origin;
    // Where the site's own policy refuses the placeholder, asking again would never end.
    if (effectiveDirective === "frame-src" && disposition === "enforce" && blocked !== origin)
      showPlaceholders(language, blocked);
  });
  showPlaceholders(language);
  addEventListener("message", ({ data, source, origin: from }) => {
    if (data !== hello || !source) return;
    // A sandboxed frame is of no origin. Without this, somebody else's page in a frame could send a choice.
    if (from === origin || [...findFrames(document)].some((frame) => frame.contentWindow === source && isHeld(frame)))
      greet(source as Window);
  });
  // Those that asked before this script ran.
  for (const frame of findFrames(document)) if (frame.contentWindow && isHeld(frame)) greet(frame.contentWindow);
}

/** In the page that a placeholder is: gives it the look that the page around it has given to Abide's elements, and the frame a title. */
function lookLikeAround(): void {
  try {
    const frame = frameElement as HTMLIFrameElement;
    // Read out to who goes from frame to frame.
    frame.title ||= document.title;
    const { style, dataset } = document.documentElement;
    const theme = frame.closest<HTMLElement>("[data-theme]")?.dataset["theme"];
    if (theme !== undefined) dataset["theme"] = theme;
    const around = getComputedStyle(frame);
    const rules = [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText));
    for (const [name] of rules.join().matchAll(/--abide-\w+/g)) style.setProperty(name, around.getPropertyValue(name));
  } catch {
    // In a sandbox: what is around is another origin's.
  }
}

/**
 * In the page that a placeholder is: has the page around it send the choice, since that is the one to load again. Where the gate of that
 * page does not answer, the form is left to the browser.
 */
export function askAround(form: HTMLFormElement | null): void {
  lookLikeAround();
  let port: MessagePort | undefined;
  addEventListener("message", ({ data, source, ports }) => {
    if (source !== parent || data !== welcome) return;
    port = ports[0]!;
    port.onmessage = ({ data }: MessageEvent<[Progress, string?]>) => say(form!, ...data);
  });
  // No form is sent in a sandbox, nor is it told that one should be.
  form?.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("button");
    if (!button || !port) return;
    event.preventDefault();
    // A second press would race the first.
    if (form.dataset.state !== "sending") port.postMessage(toFields(form, button));
  });
  parent.postMessage(hello, "*");
}
