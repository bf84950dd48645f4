import { choose, reload } from "./choice.ts";
import type { Left } from "./choice.ts";

/**
 * Shows the centre that `opener` links to in a dialog over the page. Closing it, by its button, Escape or the backdrop, changes
 * nothing and gives the focus back to `opener`. Where the centre cannot be fetched, the link is simply followed.
 *
 * The answer is parsed by XMLHttpRequest, not assigned as HTML: a page that demands Trusted Types has no say against that, and
 * no script in the answer could run.
 */
export async function open(opener: HTMLAnchorElement): Promise<void> {
  if (document.querySelector(".abide-dialog")) return;
  const address = new URL(opener.href);
  address.searchParams.set("fragment", "");
  address.searchParams.set("back", location.pathname + location.search);
  const centre = await fetchCentre(address.href);
  if (!centre) {
    location.assign(opener.href);
    return;
  }
  const dialog = document.createElement("dialog");
  dialog.className = "abide abide-dialog";
  dialog.dir = centre.dir;
  dialog.setAttribute("aria-labelledby", "abide-centre");
  dialog.setAttribute("closedby", "any");
  dialog.append(document.adoptNode(centre));
  document.body.append(dialog);
  await styled(dialog);

  const shut = () => dialog.close();
  const close = dialog.querySelector<HTMLElement>(".abide-close")!;
  close.hidden = false;
  close.addEventListener("click", shut);
  // For browsers without `closedby`: a press on the dialog itself, which has no padding, is one on the backdrop.
  if (!("closedBy" in HTMLDialogElement.prototype)) {
    dialog.addEventListener("pointerdown", (event) => {
      if (event.target === dialog) shut();
    });
  }
  dialog.addEventListener("close", () => {
    dialog.remove();
    opener.focus();
  });
  const title = dialog.querySelector("h1")!;
  title.tabIndex = -1;
  title.autofocus = true;
  enhance(centre, () => close.focus());
  dialog.showModal();
}

/** Gives each purpose of `centre` a switch over its trackers, and sends its form without leaving the page. */
export function enhance(centre: HTMLElement, kept: () => void): void {
  for (const purpose of centre.querySelectorAll("fieldset")) {
    const whole = purpose.querySelector<HTMLElement>(".abide-whole");
    const boxes = [...purpose.querySelectorAll<HTMLInputElement>("[name=tracker]")];
    // One tracker is its own switch.
    if (!whole) continue;
    const box = whole.querySelector("input")!;
    // Here the boxes follow the switch at once, and they alone are sent.
    for (const field of whole.querySelectorAll("input")) field.removeAttribute("name");
    const show = () => {
      const count = boxes.filter(({ checked }) => checked).length;
      box.checked = count === boxes.length;
      box.indeterminate = count > 0 && !box.checked;
    };
    purpose.addEventListener("change", ({ target }) => {
      if (target === box) for (const each of boxes) each.checked = box.checked;
      show();
    });
    show();
  }

  const form = centre.querySelector("form")!;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { submitter } = event;
    const action = submitter?.getAttribute("value");
    const left: Left[] = [];
    const stays: Left[] = [];
    for (const box of form.querySelectorAll<HTMLInputElement>("[name=tracker]")) {
      const runs = box.disabled || action === "accept" || (action === "save" && box.checked);
      // Only what was allowed until now can have left something.
      if (runs || box.defaultChecked) (runs ? stays : left).push(...(JSON.parse(box.dataset.left!) as Left[]));
    }
    void choose(form, submitter, left, stays).then((is) => is && kept());
  });
}

function fetchCentre(address: string): Promise<HTMLElement | null | undefined> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.timeout = 15_000;
    request.addEventListener("loadend", () =>
      resolve(request.status === 200 ? request.responseXML?.querySelector<HTMLElement>("[data-abide=centre]") : null),
    );
    request.send();
  });
}

/** Waits until the stylesheet governs `dialog`: a page that had nothing to ask may not have it. */
async function styled(dialog: HTMLElement): Promise<void> {
  if (getComputedStyle(dialog).getPropertyValue("--_paper") !== "") return;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = "/abide/gate.css";
  await new Promise((resolve) => {
    sheet.addEventListener("load", resolve);
    sheet.addEventListener("error", resolve);
    document.head.append(sheet);
  });
}

const page = document.querySelector<HTMLElement>("[data-abide=centre]");
// The centre's own page shows what is kept: it is loaded again to show it.
if (page) enhance(page, reload);
