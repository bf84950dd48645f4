/** SVG and MathML in a page: where elements have other rules than HTML's. */
export interface Foreign {
  /** In SVG or MathML, or in HTML that stands in one of them. */
  readonly inside: boolean;
  /** The element that is open is SVG's or MathML's own. */
  readonly holdsForeign: boolean;
  /** Whether the start tag is one of SVG's or MathML's elements. */
  readonly start: (name: string, selfClosing: boolean, valueOf: (attribute: string) => string | undefined) => boolean;
  readonly end: (name: string) => void;
}

type Space = "svg" | "math" | "html";

/** Start tags of HTML that end SVG and MathML around them. */
const leaving = new Set(
  (
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre " +
    "ruby s small span strong strike sub sup table tt u ul var"
  ).split(" "),
);

/** Elements of SVG and MathML whose content is HTML. */
const holdingHtml: { readonly [space in Space]: ReadonlySet<string> } = {
  svg: new Set(["foreignobject", "desc", "title"]),
  math: new Set(["mi", "mo", "mn", "ms", "mtext"]),
  html: new Set(),
};

/** Follows a page's tags into SVG and MathML and out again. */
export function createForeign(): Foreign {
  /** What is open, from the outermost `<svg>` or `<math>` on; empty almost always. */
  const open: { readonly name: string; readonly space: Space; readonly content: Space }[] = [];
  const space = (): Space => open.at(-1)?.content ?? "html";

  return {
    get inside() {
      return open.length > 0;
    },
    get holdsForeign() {
      return space() !== "html";
    },
    start: (name, selfClosing, valueOf) => {
      const has = (attribute: string) => valueOf(attribute) !== undefined;
      const within = space();
      if (within === "html") {
        // In text of MathML these two are MathML's.
        if (open.at(-1)?.space === "math" && (name === "mglyph" || name === "malignmark")) return true;
        if (name === "svg" || name === "math") {
          if (!selfClosing) open.push({ name, space: name, content: name });
          return true;
        }
        return false;
      }
      const leaves = name === "font" ? has("color") || has("face") || has("size") : leaving.has(name);
      if (leaves) {
        while (space() !== "html") open.pop();
        return false;
      }
      if (selfClosing) return true;
      const isAnnotation = name === "annotation-xml" && within === "math";
      const html = isAnnotation
        ? /^(?:text\/html|application\/xhtml\+xml)$/i.test(valueOf("encoding") ?? "")
        : holdingHtml[within].has(name);
      const own = name === "svg" && open.at(-1)!.name === "annotation-xml" ? "svg" : within;
      open.push({ name, space: own, content: html ? "html" : own });
      return true;
    },
    end: (name) => {
      if (open.length === 0) return;
      // Also one that browsers make an element of ends the SVG around it.
      if (space() !== "html" && (name === "br" || name === "p")) {
        while (space() !== "html") open.pop();
        return;
      }
      const at = open.findLastIndex((element) => element.name === name);
      // HTML that stands in between is not ended by an end tag from outside of it.
      if (at !== -1 && open.slice(at + 1).every(({ content }) => content !== "html")) open.length = at;
    },
  };
}
