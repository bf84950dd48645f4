import { createContext, jsx, useContext, type Child } from "hono/jsx";
import { colours, sans } from "./colours.ts";

/** The parts that a mail is made of. Each is a component: `<parts.Paragraph>`, or taken apart, `({ name }, { Paragraph }) => …`. */
export interface MailParts {
  readonly Paragraph: Part<Inside>;
  readonly Heading: Part<Inside>;
  /** The one thing to do. `href` is an address, or a path of the site. */
  readonly Button: Part<Inside & { readonly href: string }>;
  /** Names with their values, line by line. */
  readonly Facts: Part<{ readonly of: readonly (readonly [name: string, value: string])[] }>;
  /** Somebody's own words. */
  readonly Quote: Part<Inside>;
  readonly List: Part<{ readonly of: readonly Child[] }>;
  readonly Small: Part<Inside>;
}

/** The parts that only a mail that promotes may have. */
export interface PromotionParts extends MailParts {
  /** Something that is on offer, with the way to it. */
  readonly Offer: Part<Inside & { readonly title: string; readonly href: string; readonly more?: string }>;
  /** A picture of the site's own, by its path: the host of another one would learn who opens the mail. */
  readonly Picture: Part<{
    readonly src: `/${string}`;
    readonly alt: string;
    readonly width: number;
    readonly height: number;
  }>;
}

type Part<Props> = (props: Props) => Node;
type Node = ReturnType<typeof jsx>;
interface Inside {
  readonly children?: Child;
}

/** The facts about a mail that its parts depend on. */
export interface Around {
  readonly kind: "transactional" | "promotional";
  readonly direction: "ltr" | "rtl";
}

/** Undefined outside of a mail, where no part renders. */
const AroundContext = createContext<Around | undefined>(undefined);

const serif = "Georgia,'Times New Roman',serif";

/** A style attribute: mail programs know no style sheet that all of them read. */
const toStyle = (style: { readonly [property: string]: string }): string =>
  Object.entries(style)
    .map(([property, value]) => `${property}:${value}`)
    .join(";");

const around = (): Around => {
  const known = useContext(AroundContext);
  if (!known) throw new TypeError("A part of a mail stands outside of one.");
  return known;
};

/** The parts of a promotion, in a promotion alone: types are gone at run time, and a cast gets past them. */
const promoting = (name: string): Around => {
  const known = around();
  if (known.kind !== "promotional") throw new TypeError(`${name} promotes, and this mail is transactional.`);
  return known;
};

const reading = {
  color: colours.ink,
  "font-family": serif,
  "font-size": "17px",
  "line-height": "1.55",
  margin: "0 0 18px",
};

const Paragraph: MailParts["Paragraph"] = ({ children }) => {
  around();
  return jsx("p", { class: "a-ink", style: toStyle(reading) }, children);
};

const Heading: MailParts["Heading"] = ({ children }) => {
  around();
  const style = toStyle({
    ...reading,
    "font-size": "24px",
    "font-weight": "400",
    "line-height": "1.25",
    margin: "14px 0 12px",
  });
  return jsx("h2", { class: "a-ink", style }, children);
};

/** A cell with a background: Outlook pads no link. */
const toButton = (href: string, children: Child): Node => {
  const style = toStyle({
    color: colours.paper,
    display: "inline-block",
    "font-family": sans,
    "font-size": "16px",
    "font-weight": "600",
    "line-height": "1.25",
    padding: "13px 22px",
    "text-decoration": "none",
  });
  return jsx(
    "table",
    { role: "presentation", cellpadding: "0", cellspacing: "0", border: "0", style: "margin:0 0 18px" },
    jsx(
      "tr",
      {},
      jsx(
        "td",
        { class: "a-button", bgcolor: colours.accent, style: `background-color:${colours.accent};border-radius:4px` },
        jsx("a", { class: "a-button-words", href, style }, children),
      ),
    ),
  );
};

const Button: MailParts["Button"] = ({ href, children }) => {
  around();
  return toButton(href, children);
};

const Facts: MailParts["Facts"] = ({ of }) => {
  around();
  const cell = {
    "border-top": `1px solid ${colours.line}`,
    "font-size": "15px",
    "line-height": "1.4",
    padding: "9px 0",
  };
  const name = toStyle({ ...cell, color: colours.soft, "font-family": sans, width: "38%" });
  const value = toStyle({ ...cell, color: colours.ink, "font-family": sans });
  return jsx(
    "table",
    {
      class: "a-facts",
      cellpadding: "0",
      cellspacing: "0",
      border: "0",
      width: "100%",
      style: "margin:0 0 18px;width:100%",
    },
    ...of.map(([term, fact]) =>
      jsx(
        "tr",
        {},
        jsx(
          "th",
          { class: "a-soft a-line", scope: "row", align: align(), valign: "top", style: `${name};font-weight:400` },
          term,
        ),
        jsx("td", { class: "a-ink a-line", valign: "top", style: value }, fact),
      ),
    ),
  );
};

/** Programs that know no `start` need the side itself. */
const align = (): "left" | "right" => (around().direction === "rtl" ? "right" : "left");

const Quote: MailParts["Quote"] = ({ children }) => {
  const side = align();
  const style = toStyle({
    ...reading,
    [`border-${side}`]: `3px solid ${colours.line}`,
    [`padding-${side}`]: "16px",
    "white-space": "pre-line",
  });
  return jsx("blockquote", { class: "a-ink a-line", style }, children);
};

const List: MailParts["List"] = ({ of }) => {
  const style = toStyle({ ...reading, [`padding-${align()}`]: "22px" });
  return jsx("ul", { class: "a-ink", style }, ...of.map((item) => jsx("li", { style: "margin:0 0 6px" }, item)));
};

const Small: MailParts["Small"] = ({ children }) => {
  around();
  const style = toStyle({
    color: colours.soft,
    "font-family": sans,
    "font-size": "14px",
    "line-height": "1.5",
    margin: "0 0 14px",
  });
  return jsx("p", { class: "a-soft", style }, children);
};

const Offer: PromotionParts["Offer"] = ({ title, href, more, children }) => {
  promoting("Offer");
  const cell = `border-radius:6px;background-color:${colours.wash};padding:22px 24px 6px`;
  return jsx(
    "table",
    {
      role: "presentation",
      cellpadding: "0",
      cellspacing: "0",
      border: "0",
      width: "100%",
      style: "margin:0 0 18px;width:100%",
    },
    jsx(
      "tr",
      {},
      jsx(
        "td",
        { class: "a-wash", bgcolor: colours.wash, style: cell },
        jsx(Heading, {}, title),
        jsx(Paragraph, {}, children),
        toButton(href, more ?? title),
      ),
    ),
  );
};

const Picture: PromotionParts["Picture"] = ({ src, alt, width, height }) => {
  promoting("Picture");
  const style = "border:0;border-radius:6px;display:block;height:auto;margin:0 0 18px;max-width:100%";
  return jsx("img", { src, alt, width: String(width), height: String(height), style });
};

/** The parts that `words` of a transactional mail are given. */
export const mailParts: MailParts = { Paragraph, Heading, Button, Facts, Quote, List, Small };

/** The parts that `words` of a promotion are given. */
export const promotionParts: PromotionParts = { ...mailParts, Offer, Picture };

/** `body`, with the facts about the mail around it. */
export function within(around: Around, body: Child): Node {
  return jsx(AroundContext.Provider, { value: around }, body);
}
