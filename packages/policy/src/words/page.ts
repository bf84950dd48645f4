/**
 * What the site's own pages need of the browser that no tracker brings. What is not named here stays closed.
 *
 * @example
 * page: { forms: ["checkout.stripe.com"], frames: ["blob:"] }
 */
export interface PageNeeds {
  /** Hosts that the site's own forms lead to, also by a redirect, such as the page where one pays. */
  readonly forms?: readonly string[];
  /** Frames that show what the page made itself, such as the preview of an upload. */
  readonly frames?: readonly "blob:"[];
  /** Hosts of others that may show the site's pages in a frame. `*.` in front stands for any subdomain. */
  readonly framedBy?: readonly string[];
  /** The site's own files in `object` and `embed`, such as a PDF. */
  readonly objects?: "own";
  /** WebAssembly. */
  readonly wasm?: boolean;
  /** WebRTC, for video calls. No list of hosts limits it, and whoever it connects to sees the visitor's IP address. */
  readonly webrtc?: boolean;
  /**
   * Workers: `"own"` for those whose code is a file of the site, `"blob:"` for those whose code the page made itself, as editors and
   * viewers of documents do. A service worker stays on the device, so it is declared with what a tracker stores.
   */
  readonly workers?: readonly ("own" | "blob:")[];
}
