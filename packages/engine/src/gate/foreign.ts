import { findElementName, templateName, type ElementName } from "./element-name.ts";

/** SVG and MathML in a page: where elements have other rules than HTML's. */
export interface Foreign {
  /** In SVG or MathML, or in HTML that stands in one of them. */
  readonly inside: boolean;
  /** What stands here is SVG's or MathML's own. */
  readonly holdsForeign: boolean;
  /** Whether `<![CDATA[` begins a text here: where the innermost open element is SVG's or MathML's, also one that holds HTML. */
  readonly holdsCdata: boolean;
  /** Whether the start tag is one of SVG's or MathML's elements. */
  readonly start: (
    name: ElementName,
    selfClosing: boolean,
    valueOf: (attribute: string) => string | undefined,
  ) => boolean;
  readonly end: (name: ElementName) => void;
  /** Whether the end tag is that of an element of SVG or MathML, and not of HTML around it. */
  readonly endsForeign: (name: ElementName) => boolean;
}

type Space = "svg" | "math" | "html";

/** Start tags of HTML that end SVG and MathML around them. */
const leaving = new Set(
  (
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre " +
    "ruby s small span strong strike sub sup table tt u ul var"
  ).split(" "),
);

/** Whether the start tag ends the SVG or MathML that it stands in. */
function leaves(name: string, valueOf: (attribute: string) => string | undefined): boolean {
  if (name !== "font") return leaving.has(name);
  return ["color", "face", "size"].some((attribute) => valueOf(attribute) !== undefined);
}

/** Elements of SVG and MathML whose content is HTML. */
const holdingHtml: { readonly [space in Space]: ReadonlySet<string> } = {
  svg: new Set(["foreignobject", "desc", "title"]),
  math: new Set(["mi", "mo", "mn", "ms", "mtext"]),
  html: new Set(),
};

const svg = findElementName("svg")!;
const math = findElementName("math")!;

/** Counts elements that are open, by their names. */
class OpenElements {
  readonly #known: number[] = [];
  /** Names that are none of HTML's, as custom elements have them. */
  readonly #others = new Map<string, number>();

  count({ index, text }: ElementName): number {
    return index === 0 ? (this.#others.get(text) ?? 0) : (this.#known[index] ?? 0);
  }

  open({ index, text }: ElementName): void {
    if (index !== 0) this.#known[index] = (this.#known[index] ?? 0) + 1;
    else this.#others.set(text, (this.#others.get(text) ?? 0) + 1);
  }

  close(name: ElementName): void {
    const count = this.count(name);
    if (count === 0) return;
    if (name.index !== 0) this.#known[name.index] = count - 1;
    else this.#others.set(name.text, count - 1);
  }
}

/** Follows a page's tags into SVG and MathML and out again. */
export function createForeign(): Foreign {
  /** What is open, from the outermost `<svg>` or `<math>` on; empty almost always. */
  const open: { readonly name: string; readonly space: Space; readonly content: Space; html: number }[] = [];
  /** How many elements of a name are open around them; what is outside of a template is out of reach in it. */
  let around = new OpenElements();
  const outside: OpenElements[] = [];
  /** Templates in HTML that stands in SVG or MathML: what was open as each began. */
  const templates: { readonly depth: number; readonly html: number }[] = [];
  const space = (): Space => (open.length === 0 ? "html" : open.at(-1)!.content);

  /** Counts an element of HTML, which is none of SVG or MathML. */
  const isHtml = (name: ElementName): false => {
    const holding = open.length === 0 ? undefined : open.at(-1)!;
    if (!holding && name === templateName) {
      outside.push(around);
      around = new OpenElements();
    } else if (!holding) around.open(name);
    else if (!name.isVoid && !name.isPage) {
      if (name === templateName) templates.push({ depth: open.length, html: holding.html });
      holding.html++;
    }
    return false;
  };
  const endsForeign = ({ text }: ElementName): boolean => {
    if (space() === "html") return false;
    const at = open.findLastIndex(({ name }) => name === text);
    return at !== -1 && open.slice(at).every(({ html }) => html === 0);
  };
  /** Ends the innermost template of HTML, and whatever is open in it. */
  const endTemplate = (): void => {
    const inner = templates.pop();
    if (inner && inner.depth <= open.length) {
      open.length = inner.depth;
      open.at(-1)!.html = inner.html;
    } else if (outside.length > 0) {
      open.length = 0;
      around = outside.pop()!;
    }
  };

  return {
    get inside() {
      return open.length > 0;
    },
    get holdsCdata() {
      return open.length > 0 && (open.at(-1)!.content !== "html" || open.at(-1)!.html === 0);
    },
    get holdsForeign() {
      return space() !== "html";
    },
    start: (element, selfClosing, valueOf) => {
      const name = element.text;
      const within = space();
      if (within === "html") {
        // In text of MathML these two are MathML's.
        if (open.length > 0 && open.at(-1)!.space === "math" && (name === "mglyph" || name === "malignmark"))
          return true;
        if (element !== svg && element !== math) return isHtml(element);
        if (!selfClosing) open.push({ name, space: name as Space, content: name as Space, html: 0 });
        return true;
      }
      if (leaves(name, valueOf)) {
        while (space() !== "html") open.pop();
        return isHtml(element);
      }
      if (selfClosing) return true;
      const isAnnotation = name === "annotation-xml" && within === "math";
      const html = isAnnotation
        ? /^(?:text\/html|application\/xhtml\+xml)$/i.test(valueOf("encoding") ?? "")
        : holdingHtml[within].has(name);
      const own = name === "svg" && open.at(-1)!.name === "annotation-xml" ? "svg" : within;
      open.push({ name, space: own, content: html ? "html" : own, html: 0 });
      return true;
    },
    endsForeign,
    end: (element) => {
      const name = element.text;
      if (element === templateName && !endsForeign(element)) return endTemplate();
      if (open.length === 0) return around.close(element);
      // Also one that browsers make an element of ends the SVG around it.
      if (space() !== "html" && (name === "br" || name === "p")) {
        while (space() !== "html") open.pop();
        return;
      }
      const holding = open.at(-1)!;
      if (holding.content === "html" && holding.html > 0) {
        holding.html--;
        return;
      }
      const at = open.findLastIndex((one) => one.name === name);
      // HTML that stands in between is not ended by an end tag from outside of it.
      if (open.slice(at + 1).some(({ html }) => html > 0)) return;
      if (at !== -1) open.length = at;
      // An element around it that ends, ends it as well.
      else if (!element.isPage && around.count(element) > 0) open.length = 0;
    },
  };
}
